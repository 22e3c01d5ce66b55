//! The token of a client, which is replaced while a socket is open.

use std::time::Duration;

use axum::Router;
use mizan::auth::{Jwt, jwt, sessions};
use rust_guide::api::{Client, Code, DeskBundle, LiveStatus, Options, Watch};
use rust_guide::{Me, Notes};
use tokio::net::TcpListener;
use tokio::time::timeout;
use tower_sessions::{MemoryStore, SessionManagerLayer};

const SECRET: [u8; 32] = [7; 32];

/// A server that takes tokens; its address.
async fn serve() -> String {
    let builder = mizan::Server::builder().provide(Notes::default());
    let api = builder.identify(sessions::<Me>()).identify(tokens()).build();
    let api = api.unwrap_or_else(|error| panic!("{error}"));
    let layer = SessionManagerLayer::new(MemoryStore::default()).with_secure(false);
    let app = Router::new().nest("/api/mizan", mizan::axum::router(api)).layer(layer);
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("its own address");
    tokio::spawn(async move { axum::serve(listener, app).await });
    format!("http://{address}/api/mizan")
}

fn tokens() -> Jwt<Me> {
    jwt::<Me>(SECRET)
}

async fn token_of(id: i64) -> Option<String> {
    let pair = tokens().obtain(&Me { id }).await.unwrap_or_else(|error| panic!("{error}"));
    Some(pair.access)
}

async fn client(address: &str, id: i64) -> Client {
    let options = Options { token: token_of(id).await, ..Options::default() };
    Client::with_options(address, options).unwrap_or_else(|error| panic!("{error}"))
}

async fn soon<T>(what: &str, happens: impl Future<Output = T>) -> T {
    let Ok(happened) = timeout(Duration::from_secs(30), happens).await else {
        panic!("never {what}")
    };
    happened
}

/// Waits until a watch shows these papers; what is somebody else's is not shown on the way.
async fn shows(desk: &mut Watch<DeskBundle>, papers: &str) {
    let whose = papers.split_once(" of ").expect("somebody").1;
    soon(papers, async {
        let mut state = desk.current();
        loop {
            if let Some(data) = state.data {
                assert!(data.papers.ends_with(whose), "{} instead of {papers}", data.papers);
                if data.papers == papers {
                    return;
                }
            }
            state = desk.changed().await;
        }
    })
    .await;
}

async fn is_open(client: &Client) {
    let mut status = client.store().watch_live_status();
    soon("open", async { while status.changed().await != LiveStatus::Open {} }).await;
}

/// The next state of a desk that is not open to whoever asks.
async fn is_refused(desk: &mut Watch<DeskBundle>) {
    soon("refused", async {
        let mut state = desk.current();
        while state.error.is_none_or(|error| error.code != Code::Unauthorized) {
            state = desk.changed().await;
        }
    })
    .await;
    assert!(desk.current().data.is_none(), "nobody sees the papers of somebody else");
}

/// What is pushed after a token was replaced belongs to whom the new one names, over the socket that is open.
#[tokio::test(flavor = "multi_thread")]
async fn an_open_socket_acts_for_whom_the_new_token_names() {
    let address = serve().await;
    let (ours, theirs) = (client(&address, 1).await, client(&address, 9).await);
    let mut desk = ours.desk().watch().unwrap_or_else(|error| panic!("{error}"));
    shows(&mut desk, "0 papers of 1").await;
    is_open(&ours).await;

    // A token of the same person changes nothing that is shown, and what is pushed goes on.
    ours.set_token(token_of(1).await);
    assert_eq!(theirs.add_note("Tea?").await, Ok(()));
    shows(&mut desk, "1 papers of 1").await;

    // The token of somebody else, whose desk is shown without any other request.
    ours.set_token(token_of(2).await);
    soon("somebody else's", async {
        while desk.changed().await.data.is_none_or(|data| !data.papers.ends_with(" of 2")) {}
    })
    .await;
    is_open(&ours).await;
    assert_eq!(theirs.add_note("Yes!").await, Ok(()));
    shows(&mut desk, "2 papers of 2").await;

    // Without a token nothing of it is shown; with one it is there again.
    ours.set_token(None);
    is_refused(&mut desk).await;
    ours.set_token(token_of(3).await);
    ours.store().start_session();
    shows(&mut desk, "2 papers of 3").await;
    is_open(&ours).await;
    assert_eq!(theirs.add_note("Now!").await, Ok(()));
    shows(&mut desk, "3 papers of 3").await;
}
