//! A worker that is killed while pages are asked for: the longest that somebody waits then, and no answer has failed.

use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use tokio::task::JoinSet;
use tokio::time::sleep;

use crate::servers::Server;
use crate::{Goal, Row};

const READERS: usize = 8;
const KILLS: usize = 5;

pub(crate) async fn measure() -> Row {
    let server = Arc::new(Server::start("pair"));
    let is_over = Arc::new(AtomicBool::new(false));
    let mut readers = JoinSet::new();
    for _ in 0..READERS {
        readers.spawn(read(Arc::clone(&server), Arc::clone(&is_over)));
    }
    for turn in 0..KILLS {
        sleep(Duration::from_secs(1)).await;
        let workers = server.workers();
        let pid = workers[turn % workers.len()].to_string();
        let status = Command::new("kill").args(["-KILL", &pid]).status().expect("kill");
        assert!(status.success());
    }
    sleep(Duration::from_secs(1)).await;
    is_over.store(true, Ordering::SeqCst);
    let longest = readers.join_all().await.into_iter().max().expect("readers");
    Row {
        name: "the longest wait with killed workers, in seconds",
        mizan: format!("{:.0} ms", longest.as_secs_f64() * 1000.0),
        beside: String::new(),
        figure: longest.as_secs_f64(),
        goal: Goal::AtMost(1.0),
    }
}

/// Reads one page after the other, each of which is rendered, and returns the longest wait.
async fn read(server: Arc<Server>, is_over: Arc<AtomicBool>) -> Duration {
    let client = reqwest::Client::new();
    let mut longest = Duration::ZERO;
    while !is_over.load(Ordering::SeqCst) {
        let begun = Instant::now();
        let response = client.get(format!("http://{}/notes/tea", server.address)).send().await;
        let response = response.expect("an answer");
        assert_eq!(response.status(), 200);
        let text = response.text().await.expect("a text");
        assert!(text.contains(">about tea</p>"), "a page that is not rendered: {text}");
        longest = longest.max(begun.elapsed());
    }
    longest
}
