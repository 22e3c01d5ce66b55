//! A client and the runtimes of Tokio: it outlives the one that it was made on, and one that ends takes nothing
//! with it without a word.

use std::sync::mpsc;
use std::task::{Context, Poll, Waker};
use std::thread;
use std::time::Duration;

use axum::Router;
use mizan::auth::sessions;
use rust_guide::api::{Client, Code, LiveStatus, State, WallBundle, Watch};
use rust_guide::{Me, Notes};
use tokio::net::TcpListener;
use tokio::runtime::{Builder, Runtime};
use tokio::time::timeout;
use tower_sessions::{MemoryStore, SessionManagerLayer};

const PATIENCE: Duration = Duration::from_secs(30);

/// The address of a server on a thread and a runtime of its own.
fn serve() -> String {
    let (sender, address) = mpsc::channel();
    thread::spawn(move || {
        runtime().block_on(async move {
            let builder = mizan::Server::builder().provide(Notes::default());
            let api = builder.identify(sessions::<Me>()).build();
            let api = api.unwrap_or_else(|error| panic!("{error}"));
            let layer = SessionManagerLayer::new(MemoryStore::default()).with_secure(false);
            let app = Router::new().nest("/api/mizan", mizan::axum::router(api)).layer(layer);
            let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
            let address = listener.local_addr().expect("its own address");
            sender.send(format!("http://{address}/api/mizan")).expect("the test waits for it");
            axum::serve(listener, app).await
        })
    });
    address.recv().expect("the server starts")
}

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().expect("a runtime")
}

/// Waits until a wall has so many notes.
async fn shows(wall: &mut Watch<WallBundle>, notes: usize) {
    let shown =
        async { while wall.changed().await.data.is_none_or(|data| data.notes.len() != notes) {} };
    let shown = timeout(PATIENCE, shown).await;
    assert!(shown.is_ok(), "never {notes} notes, but {:?}", state(wall.current()));
}

fn state(state: State<WallBundle>) -> String {
    format!("{:?}, pending: {}, {:?}", state.data, state.pending, state.error)
}

async fn is_open(client: &Client) {
    let mut status = client.store().watch_live_status();
    let open = async { while status.changed().await != LiveStatus::Open {} };
    timeout(PATIENCE, open).await.expect("it opens");
}

/// A client of the whole program, that each test uses on a runtime of its own.
#[test]
fn a_client_outlives_the_runtime_that_it_was_made_on() {
    let address = serve();
    let first = runtime();
    let client = first.block_on(async {
        let client = Client::new(&address).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(client.user(1).await.map(|user| user.user_profile.id), Ok(1));
        client
    });
    drop(first);
    for round in 1..=3 {
        let runtime = runtime();
        runtime.block_on(async {
            assert_eq!(client.add_note("Tea").idempotency_key(round.to_string()).await, Ok(()));
            let mut wall = client.wall().watch().unwrap_or_else(|error| panic!("{error}"));
            shows(&mut wall, 2 * round - 1).await;
            is_open(&client).await;
            let other = Client::new(&address).unwrap_or_else(|error| panic!("{error}"));
            assert_eq!(other.add_note("Cake").await, Ok(()));
            shows(&mut wall, 2 * round).await;
        });
    }
}

/// What a runtime leaves half done is begun anew by another, or fails.
#[test]
fn a_watch_outlives_the_runtime_that_it_was_begun_on() {
    let address = serve();
    let (first, second) = (runtime(), runtime());
    let (client, mut wall) = first.block_on(async {
        let client = Client::new(&address).unwrap_or_else(|error| panic!("{error}"));
        let mut wall = client.wall().watch().unwrap_or_else(|error| panic!("{error}"));
        shows(&mut wall, 0).await;
        is_open(&client).await;
        (client, wall)
    });
    drop(first);
    second.block_on(async {
        assert_eq!(client.add_note("Tea").await, Ok(()));
        shows(&mut wall, 1).await;
        is_open(&client).await;
        let other = Client::new(&address).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(other.add_note("Cake").await, Ok(()));
        shows(&mut wall, 2).await;
    });
}

/// A read whose runtime ends before its answer has come is no read that anybody waits for.
#[test]
fn a_read_that_its_runtime_leaves_is_told_or_sent_again() {
    let address = serve();
    let (first, second) = (runtime(), runtime());
    let (client, mut wall) = first.block_on(async {
        let client = Client::new(&address).unwrap_or_else(|error| panic!("{error}"));
        let wall = client.wall().watch().unwrap_or_else(|error| panic!("{error}"));
        (client, wall)
    });
    drop(first);
    second.block_on(async {
        let ended = async {
            loop {
                let state = wall.changed().await;
                if let Some(error) = state.error {
                    assert_eq!(error.code, Code::Aborted, "{error}");
                    client.store().retry();
                } else if state.data.is_some() {
                    break;
                }
            }
        };
        timeout(PATIENCE, ended).await.expect("nobody waits for ever");
    });
}

#[test]
fn what_is_awaited_on_no_runtime_is_told() {
    let runtime = runtime();
    let client = runtime.block_on(async { Client::new("http://127.0.0.1:1/api/mizan") });
    let client = client.unwrap_or_else(|error| panic!("{error}"));
    let mut call = client.add_note("Tea").into_future();
    let answered = call.as_mut().poll(&mut Context::from_waker(Waker::noop()));
    let Poll::Ready(Err(error)) = answered else { panic!("{answered:?}") };
    assert_eq!(error.code(), Code::BadRequest);
    assert!(
        error.message().contains("inside of one, such as in a function below `#[tokio::main]`")
    );
    let none = Client::new("http://127.0.0.1:1/api/mizan").err().expect("there is no runtime");
    assert_eq!(none.message(), error.message());
}
