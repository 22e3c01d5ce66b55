//! A session of cookies, lists in pages, streams, and thousands of calls at once, by both clients.

use std::sync::Arc;

use axum::http::{HeaderValue, header::SET_COOKIE};
use axum::middleware::map_response;
use axum::response::Response;
use tokio::task::spawn_blocking;

use crate::application::{serve, serve_with};
use crate::play;

#[tokio::test(flavor = "multi_thread")]
async fn a_session_of_cookies_is_kept_and_proven() {
    let served = serve(&Arc::default()).await;
    let address = format!("http://{}/api/mizan", served.address);
    let told = spawn_blocking(move || play("sessions.py", &[address])).await;
    assert_eq!(told.expect("Python runs"), "sync\nasync\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_elements_of_all_pages_come_one_by_one() {
    let served = serve(&Arc::default()).await;
    let address = format!("http://{}/api/mizan", served.address);
    let told = spawn_blocking(move || play("pages.py", &[address])).await;
    assert_eq!(told.expect("Python runs"), "sync\nasync\n");
}

/// A cookie that is no session, such as one that an application gives its guests.
#[tokio::test(flavor = "multi_thread")]
async fn a_cookie_of_the_application_is_proven_by_the_origin() {
    async fn give(mut response: Response) -> Response {
        let cookie = HeaderValue::from_static("guest=1");
        response.headers_mut().insert(SET_COOKIE, cookie);
        response
    }
    let served = serve_with(&Arc::default(), |app| app.layer(map_response(give))).await;
    let address = format!("http://{}/api/mizan", served.address);
    let told = spawn_blocking(move || play("guests.py", &[address])).await;
    assert_eq!(told.expect("Python runs"), "sync\nasync\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn thousands_of_calls_at_once_are_answered() {
    let served = serve(&Arc::default()).await;
    let address = format!("http://{}/api/mizan", served.address);
    let told = spawn_blocking(move || play("crowd.py", &[address])).await;
    assert_eq!(told.expect("Python runs"), "processes\nthreads\nasync\nloops\n");
}
