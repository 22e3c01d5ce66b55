//! One read of the source for the nodes of a cluster.

use std::time::{Duration, Instant};

use example_support::services::redis::Redis;
use tempfile::TempDir;
use tokio::time::sleep;

use crate::application::{Prices, reads};
use crate::node::{Node, Site};

/// Two nodes on one Redis, which do not tell each other anything else.
struct Cluster {
    _redis: Redis,
    folder: TempDir,
    nodes: [Node; 2],
}

fn cluster() -> Cluster {
    let (redis, folder) = (Redis::start(), tempfile::tempdir().unwrap());
    let site = Site { folder: folder.path().to_owned(), redis: redis.url(), lease: None };
    let nodes = [Node::start(&site), Node::start(&site)];
    Cluster { _redis: redis, folder, nodes }
}

/// Waits for something, and returns how long that took.
async fn until(holds: impl Fn() -> bool) -> Duration {
    let began = Instant::now();
    while !holds() {
        assert!(began.elapsed() < Duration::from_secs(30));
        sleep(Duration::from_millis(1)).await;
    }
    began.elapsed()
}

#[tokio::test(flavor = "multi_thread")]
async fn many_who_miss_on_two_nodes_read_once() {
    let cluster = cluster();
    Prices(cluster.folder.path().to_owned()).set(1, 7);
    // Longer than a lease that nobody prolongs.
    let query = "&pause=1500";
    let mut readers = Vec::new();
    for node in &cluster.nodes {
        for _ in 0..100 {
            let client = node.client();
            readers.push(tokio::spawn(async move { client.read(1, query, None).await.unwrap() }));
        }
    }
    let mut misses = 0;
    for reader in readers {
        let read = reader.await.unwrap();
        assert_eq!(read.price, 7);
        misses += usize::from(read.cache == "MISS");
    }
    assert_eq!((misses, reads(cluster.folder.path(), 1)), (1, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_that_leads_and_dies_or_is_stopped_is_replaced() {
    for signal in ["KILL", "STOP"] {
        let cluster = cluster();
        let [leading, other] = &cluster.nodes;
        let client = leading.client();
        let led = tokio::spawn(async move { client.read(1, "&pause=4000", None).await });
        until(|| reads(cluster.folder.path(), 1) == 1).await;
        let client = other.client();
        let waiting = tokio::spawn(async move { client.read(1, "&pause=4000", None).await });
        sleep(Duration::from_millis(300)).await;
        assert_eq!(reads(cluster.folder.path(), 1), 1, "the other one waits");
        leading.signal(signal);
        until(|| reads(cluster.folder.path(), 1) == 2).await;
        waiting.abort();
        led.abort();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_leads_and_goes_is_replaced_at_once() {
    let cluster = cluster();
    let [leading, other] = &cluster.nodes;
    // A loan that is not given back ends three quarters of a second after its holder was there last, at the
    // earliest. A busy machine may take that long for other reasons, so that one quick time of a few is enough.
    for id in 1..=5 {
        let (client, folder) = (leading.client(), cluster.folder.path());
        let led = tokio::spawn(async move { client.read(id, "&pause=1900", None).await });
        until(|| reads(folder, id) == 1).await;
        let client = other.client();
        let waiting = tokio::spawn(async move { client.read(id, "&pause=1900", None).await });
        sleep(Duration::from_millis(100)).await;
        led.abort();
        let took = until(|| reads(folder, id) == 2).await;
        assert_eq!(waiting.await.unwrap().unwrap().cache, "MISS");
        if took < Duration::from_millis(700) {
            return;
        }
    }
    panic!("nobody is replaced at once");
}
