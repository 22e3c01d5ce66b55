//! A session of cookies, lists in pages, and streams, by both clients.

use std::sync::Arc;

use tokio::task::spawn_blocking;

use crate::application::serve;
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
