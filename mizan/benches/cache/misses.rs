//! How often the source is read when ten thousand ask at once for something that nobody has kept.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::body::Body;
use axum::http::Request;
use example_support::services::redis::Redis;
use tokio::runtime::Runtime;
use tokio::task::JoinSet;

use crate::hits::{app, ask};
use crate::{Goal, Row, SECRET};

/// Those who ask, half of them each node.
const REQUESTS: usize = 10_000;

/// How long a read takes: longer than all others need to come.
const READ: Duration = Duration::from_secs(2);

#[derive(mizan::Context)]
struct Report {
    year: i64,
}

/// How often a report was read.
static READS: AtomicUsize = AtomicUsize::new(0);

#[mizan::client(context = Report)]
async fn report(year: i64) -> i64 {
    READS.fetch_add(1, Ordering::SeqCst);
    tokio::time::sleep(READ).await;
    year
}

pub(crate) fn count(server: &Redis, runtime: &Runtime) -> Row {
    runtime.block_on(async {
        let mut nodes = Vec::new();
        for _ in 0..2 {
            let cache = mizan::cache::redis(server.url(), SECRET).await.expect("a cache");
            nodes.push(app(Some(cache)));
        }
        let mut asking = JoinSet::new();
        for number in 0..REQUESTS {
            let mut node = nodes[number % nodes.len()].clone();
            asking.spawn(async move {
                let path = "/api/mizan/ctx/report/?year=2026";
                let request = Request::get(path).body(Body::empty()).expect("a request");
                let (_, body) = ask(&mut node, request).await;
                let bundle: serde_json::Value = serde_json::from_slice(&body).expect("JSON");
                assert_eq!(bundle["report"], 2026);
            });
        }
        while let Some(answered) = asking.join_next().await {
            answered.expect("an answer");
        }
    });
    let reads = READS.load(Ordering::SeqCst) as f64;
    let name = "10 000 misses at once on two nodes, and one: reads of the source";
    Row { name, ways: [reads, 1.0], goal: Goal::AtMost(2.0), bound: Goal::AtMost(2.0) }
}
