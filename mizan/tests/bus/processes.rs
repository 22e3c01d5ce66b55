//! Two and three nodes as processes on one bus, of which one is killed, stopped or cut off: when all is
//! quiet every subscriber shows the truth, and no board ever loses a card.

use std::time::Duration;

use example_support::services::postgres::Postgres;
use example_support::services::redis::Redis;
use tempfile::TempDir;
use tokio::time::sleep;

use crate::node::{Boards, Node, Watcher};
use crate::proxy::{Network, Proxy};

/// A subscriber learns of a change within this time, if all is well. This limit and the others are a multiple of what
/// a machine takes that has nothing else to do.
const SOON: Duration = Duration::from_secs(10);

/// A subscriber learns of a change of a node that was killed.
const KILLED: Duration = Duration::from_secs(30);

/// A node notices that the bus is back, and has read again.
const BACK: Duration = Duration::from_secs(20);

/// A folder for boards.
fn boards() -> (TempDir, Boards) {
    let folder = tempfile::tempdir().unwrap();
    let boards = Boards(folder.path().to_owned());
    (folder, boards)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_reaches_the_subscribers_of_all_nodes() {
    let (redis, (folder, _)) = (Redis::start(), boards());
    let nodes: Vec<Node> = (0..3).map(|_| Node::start(folder.path(), &redis.url())).collect();
    let mut watchers = Vec::new();
    for node in &nodes {
        watchers.push(Watcher::open(node, 5).await);
    }
    for (count, node) in nodes.iter().cycle().take(6).enumerate() {
        node.call("add_card", 5, "x").await;
        for watcher in &mut watchers {
            watcher.wait_for(count + 1, SOON).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_node_committed_that_was_killed_is_seen() {
    let (redis, (folder, boards)) = (Redis::start(), boards());
    let (one, other) =
        (Node::start(folder.path(), &redis.url()), Node::start(folder.path(), &redis.url()));
    let mut watcher = Watcher::open(&other, 5).await;
    let hanging = one.request("add_card_and_stop", 5, "committed");
    let committed = async {
        while boards.cards(5).is_empty() {
            sleep(Duration::from_millis(1)).await;
        }
    };
    tokio::select! {
        answer = hanging => panic!("it answers: {answer:?}"),
        () = committed => {}
    }
    one.signal("KILL");
    watcher.wait_for(1, KILLED).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_frozen_node_does_not_say_what_it_knew() {
    let (redis, (folder, _)) = (Redis::start(), boards());
    let (one, other) =
        (Node::start(folder.path(), &redis.url()), Node::start(folder.path(), &redis.url()));
    let mut watcher = Watcher::open(&other, 5).await;
    let mut newcomer = Watcher::open(&other, 5).await;
    let version = newcomer.version.clone();
    for frozen in [2, 9] {
        let before = watcher.shown;
        other.signal("STOP");
        one.call("add_card", 5, "unheard").await;
        sleep(Duration::from_secs(frozen)).await;
        other.signal("CONT");
        let answer = newcomer.subscribe(Some(&version)).await;
        let cards = answer["bundle"]["cards"].as_array();
        assert_eq!(cards.map(Vec::len), Some(before + 1), "after {frozen} s: {answer}");
        watcher.wait_for(before + 1, BACK).await;
    }
    // Both hear each other again.
    other.call("add_card", 5, "heard").await;
    one.call("add_card", 5, "heard").await;
    watcher.wait_for(4, SOON).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_that_is_cut_off_comes_back_with_everything() {
    for network in [Network::Closed, Network::Silent] {
        let (redis, (folder, boards)) = (Redis::start(), boards());
        let proxy = Proxy::start(redis.port()).await;
        let one = Node::start(folder.path(), &redis.url());
        let other = Node::start(folder.path(), &format!("redis://{}/", proxy.address));
        let (mut near, mut far) = (Watcher::open(&other, 5).await, Watcher::open(&one, 5).await);
        proxy.set(network);
        // Its own clients go on at once.
        other.call("add_card", 5, "alone").await;
        near.wait_for(1, SOON).await;
        one.call("add_card", 5, "together").await;
        far.wait_for(2, SOON).await;
        // Others hear of what was not announced because the node is missing.
        boards.add(6, "unannounced");
        other.call("add_card", 5, "alone").await;
        far.wait_for(3, KILLED).await;
        proxy.set(Network::Whole);
        near.wait_for(3, BACK).await;
        other.call("add_card", 5, "together").await;
        far.wait_for(4, BACK).await;
        near.wait_for(4, SOON).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redis_that_was_away_costs_time_and_no_truth() {
    for is_saved in [false, true] {
        let (mut redis, (folder, _)) = (Redis::start(), boards());
        let (one, other) =
            (Node::start(folder.path(), &redis.url()), Node::start(folder.path(), &redis.url()));
        let (mut near, mut far) = (Watcher::open(&one, 5).await, Watcher::open(&other, 5).await);
        one.call("add_card", 5, "before").await;
        far.wait_for(1, SOON).await;
        if is_saved {
            redis.save();
        }
        one.call("add_card", 5, "undone in the clocks").await;
        far.wait_for(2, SOON).await;
        redis.kill();
        one.call("add_card", 5, "alone").await;
        other.call("add_card", 5, "alone").await;
        near.wait_for(3, SOON).await;
        sleep(Duration::from_secs(3)).await;
        redis.start_again();
        near.wait_for(4, BACK).await;
        far.wait_for(4, BACK).await;
        other.call("add_card", 5, "together").await;
        near.wait_for(5, BACK).await;
        far.wait_for(5, SOON).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nodes_on_postgres_survive_what_nodes_on_redis_do() {
    let (mut postgres, (folder, boards)) = (Postgres::start(), boards());
    let proxy = Proxy::start(postgres.port()).await;
    let through = format!("postgres://postgres@{}/postgres", proxy.address);
    let mut nodes = vec![
        Node::start(folder.path(), &postgres.url()),
        Node::start(folder.path(), &through),
        Node::start(folder.path(), &postgres.url()),
    ];
    let mut watchers = Vec::new();
    for node in &nodes[..2] {
        watchers.push(Watcher::open(node, 5).await);
    }
    nodes[2].call("add_card", 5, "x").await;
    for watcher in &mut watchers {
        watcher.wait_for(1, SOON).await;
    }
    proxy.set(Network::Silent);
    nodes[1].call("add_card", 5, "alone").await;
    watchers[1].wait_for(2, SOON).await;
    watchers[0].wait_for(2, KILLED).await;
    proxy.set(Network::Whole);
    // Whether the bus is back by then makes no difference.
    sleep(Duration::from_secs(5)).await;
    nodes[0].call("add_card", 5, "together").await;
    postgres.kill();
    nodes[1].call("add_card", 5, "alone").await;
    postgres.start_again();
    for watcher in &mut watchers {
        watcher.wait_for(4, KILLED).await;
    }
    boards.add(5, "committed");
    nodes.remove(2).signal("KILL");
    for watcher in &mut watchers {
        watcher.wait_for(5, KILLED).await;
    }
}
