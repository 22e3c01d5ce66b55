//! The client of the guide's application: a session of cookies, what is watched, and what others do; and the
//! listings of the page, which only have to compile.

use std::task::{Context, Waker};
use std::time::Duration;

use axum::Router;
use axum::http::{HeaderValue, header::SET_COOKIE};
use axum::middleware::map_response;
use axum::response::Response;
use futures_util::StreamExt;
use mizan::auth::sessions;
use tokio::net::TcpListener;
use tokio::time::timeout;
use tower_sessions::{MemoryStore, SessionManagerLayer};

use rust_guide::api::{Client, LiveStatus, RenameError, Shape, Upload, UserBundle, ViewerBundle};
use rust_guide::{Me, Notes};

/// The listings of the page, each a module.
#[allow(dead_code, unused_imports, reason = "nobody runs what only has to compile")]
mod listings {
    include!(concat!(env!("OUT_DIR"), "/listings.rs"));
}

/// A client of a server with sessions.
async fn serve() -> Client {
    client(&address().await)
}

async fn address() -> String {
    serve_with(|app| app).await
}

/// The address of a server whose application has something more in it.
async fn serve_with(more: impl FnOnce(Router) -> Router) -> String {
    let api = mizan::Server::builder().provide(Notes::default()).identify(sessions::<Me>()).build();
    let api = api.unwrap_or_else(|error| panic!("{error}"));
    let layer = SessionManagerLayer::new(MemoryStore::default()).with_secure(false);
    let app = more(Router::new().nest("/api/mizan", mizan::axum::router(api)).layer(layer));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("its own address");
    tokio::spawn(async move { axum::serve(listener, app).await });
    format!("http://{address}/api/mizan")
}

fn client(address: &str) -> Client {
    Client::new(address).unwrap_or_else(|error| panic!("{error}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_of_cookies_is_kept_and_proven() {
    let address = address().await;
    let client = client(&address);

    assert_eq!(client.viewing().await, Ok(None));
    assert_eq!(client.sign_in(1).await, Ok(()));
    assert_eq!(client.viewing().await, Ok(Some(1)));
    // From here on there is a cookie, which alone proves nothing: a token has to come with it. The file is
    // sent twice, and is whole each time.
    let photo = || Upload::from(b"abc").named("tea.png").media_type("image/png");
    assert_eq!(client.add_photo("Tea", photo()).await, Ok("Tea: 3 bytes".to_owned()));
    // Somebody else signs in, and the token of the first is worth nothing any more.
    assert_eq!(client.clone().sign_in(2).await, Ok(()));
    assert_eq!(client.viewer().await, Ok(ViewerBundle { viewing: Some(2) }));
    let circle = Shape::Circle { radius: 1 };
    assert_eq!(client.turn(circle.clone()).await, Ok(circle));
    let words: Vec<_> = client.talk("tea").collect().await;
    assert_eq!(words, [Ok("Some".to_owned()), Ok("tea".to_owned())]);

    // Another client has cookies of its own.
    assert_eq!(self::client(&address).viewing().await, Ok(None));
}

/// A cookie that is no session, such as one that an application gives its guests.
#[tokio::test(flavor = "multi_thread")]
async fn a_cookie_of_the_application_is_proven_by_the_origin() {
    let give = |mut response: Response| async move {
        let cookie = HeaderValue::from_static("guest=1");
        response.headers_mut().insert(SET_COOKIE, cookie);
        response
    };
    let address = serve_with(|app| app.layer(map_response(give))).await;
    let client = client(&address);
    for (text, notes) in [("Tea?", 1), ("Yes!", 2), ("Now!", 3)] {
        assert_eq!(client.add_note(text).await, Ok(()));
        assert_eq!(client.notes().await.map(|all| all.len()), Ok(notes));
    }
}

/// Calls in any order and at once, on several threads, by clones of one client.
#[tokio::test(flavor = "multi_thread")]
async fn one_client_serves_many_tasks() {
    let client = serve().await;
    let tasks: Vec<_> = (0..50)
        .map(|id| {
            let client = client.clone();
            tokio::spawn(async move {
                // A call that is dropped before its answer harms nobody.
                drop(client.user(id));
                client.user(id).await
            })
        })
        .collect();
    for (id, task) in (0..).zip(tasks) {
        let user = task.await.expect("the task ends").unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(user.user_profile.id, id);
    }
}

/// What a call changes, a watch shows before the call ends; an optimistic change shows at once.
#[tokio::test(flavor = "multi_thread")]
async fn a_watch_shows_what_calls_change() {
    let client = serve().await;
    let mut viewer = client.viewer().watch().unwrap_or_else(|error| panic!("{error}"));
    while viewer.changed().await.data.is_none() {}
    let other = client.viewer().watch().unwrap_or_else(|error| panic!("{error}")).current();
    assert_eq!(other.data.map(|data| data.viewing), Some(None));
    assert_eq!(client.sign_in(7).await, Ok(()));
    let seen = viewer.current();
    assert_eq!(seen.data.map(|data| data.viewing), Some(Some(7)), "{:?}", seen.error);

    let address = client.user(5).address().unwrap_or_else(|error| panic!("{error}"));
    let mut user = client.user(5).watch().unwrap_or_else(|error| panic!("{error}"));
    while user.changed().await.data.is_none() {}
    let rename = client.rename_user(5, "Ada").optimistic(move |drafts| {
        drafts.change(&address, |user: &mut UserBundle| user.user_profile.name = "…".to_owned());
    });
    let mut renaming = rename.into_future();
    let mut name = || user.current().data.map(|data| data.user_profile.name.clone());
    assert!(renaming.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    assert_eq!(name().as_deref(), Some("…"));
    let refused = renaming.await.expect_err("the name is taken");
    assert_eq!(name().as_deref(), Some("Ada"));
    assert_eq!(refused.kind, Some(RenameError::Taken { suggestion: "Ada5".to_owned() }));
}

/// A socket brings what others change, and what others say. It is opened with the cookies of the session.
#[tokio::test(flavor = "multi_thread")]
async fn what_others_do_is_seen() {
    let address = address().await;
    let (ours, theirs) = (client(&address), client(&address));
    assert_eq!(ours.sign_in(1).await, Ok(()));
    let mut wall = ours.wall().watch().unwrap_or_else(|error| panic!("{error}"));
    while wall.changed().await.data.is_none() {}
    let mut status = ours.store().watch_live_status();
    while status.changed().await != LiveStatus::Open {}
    assert_eq!(theirs.add_note("Tea?").await, Ok(()));
    let is_told =
        async { while wall.changed().await.data.is_none_or(|data| data.notes.is_empty()) {} };
    timeout(Duration::from_secs(30), is_told).await.expect("the note comes by itself");
    assert_eq!(theirs.add_note("Yes!").await, Ok(()));

    let mut room = theirs.chat(7).watch().unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(ours.say(7, "Hello").await, Ok("7: Hello".to_owned()));
    let heard = async {
        loop {
            let state = room.changed().await;
            let first = state.first.as_ref().map(|first| first.as_str());
            if let Some(message) = state.messages.last() {
                break (first.map(str::to_owned), message.to_string());
            }
            assert!(state.error.is_none(), "{:?}", state.error);
            // Whoever is not there yet hears nothing of what was said before.
            if first.is_some() {
                assert_eq!(ours.say(7, "Hello").await, Ok("7: Hello".to_owned()));
            }
        }
    };
    let heard = timeout(Duration::from_secs(30), heard).await.expect("the message comes");
    assert_eq!(heard, (Some("This is room 7.".to_owned()), "7: Hello".to_owned()));
}
