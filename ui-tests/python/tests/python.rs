//! The listings of the guide's page about Python, under both checkers; and a session of cookies, by
//! both clients.

#[path = "../../types/tests/support/python.rs"]
mod python;

use std::fs;
use std::path::Path;
use std::process::Command;

use axum::Router;
use mizan::auth::sessions;
use tokio::net::TcpListener;
use tokio::task::spawn_blocking;
use tower_sessions::{MemoryStore, SessionManagerLayer};

use python::{check_types, programs, run};
use python_guide::Me;

/// The directory of the client that the build script wrote.
const CLIENT: &str = concat!(env!("OUT_DIR"), "/python");

#[test]
fn the_listings_of_the_guide_fit_the_client() {
    let page = include_str!("../../../mizan/guide/python.md");
    let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join("python-guide");
    fs::create_dir_all(&place).expect("a directory for the listings");
    fs::copy(Path::new(CLIENT).join("api.py"), place.join("api.py")).expect("the client is copied");
    let listings = page.split("\n```python\n").skip(1);
    let program = include_str!("sessions.py");
    fs::write(place.join("sessions.py"), program).expect("the other test's program is written");
    let mut files = vec!["api.py".to_owned(), "sessions.py".to_owned()];
    for (number, listing) in listings.enumerate() {
        let text = listing.split("\n```").next().expect("the end of a listing");
        let name = format!("listing{number}.py");
        fs::write(place.join(&name), format!("{text}\n")).expect("a listing is written");
        files.push(name);
    }
    assert!(files.len() > 5, "only {files:?}");
    check_types(&place, &files.iter().map(String::as_str).collect::<Vec<_>>());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_of_cookies_is_kept_and_proven() {
    let api = mizan::Server::builder().identify(sessions::<Me>()).build();
    let api = api.unwrap_or_else(|error| panic!("{error}"));
    let layer = SessionManagerLayer::new(MemoryStore::default()).with_secure(false);
    let app = Router::new().nest("/api/mizan", mizan::axum::router(api)).layer(layer);
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("its own address");
    tokio::spawn(async move { axum::serve(listener, app).await });

    let told = spawn_blocking(move || {
        run(Command::new(programs().join("python"))
            .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sessions.py"))
            .arg(format!("http://{address}/api/mizan"))
            .env("PYTHONPATH", CLIENT)
            .env("PYTHONDONTWRITEBYTECODE", "1"))
    });
    let told = told.await.expect("Python runs");
    assert_eq!(String::from_utf8_lossy(&told.stdout), "sync\nasync\n");
}
