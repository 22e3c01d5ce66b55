//! Several nodes on one bus: what is changed on any of them, the clients of all see.

use std::sync::Arc;
use std::time::Duration;

use mizan::bus::{Announcement, Bus, Memory, memory};
use serde_json::{Value, json};

use crate::application::{Board, Boards};
use crate::line::{Line, State};
use crate::running::{Client, Running};

/// A node, and its way to the bus.
struct Node {
    server: Running,
    way: Line,
}

struct Nodes {
    bus: Memory,
    boards: Arc<Boards>,
}

impl Nodes {
    fn new() -> Self {
        Self { bus: memory(), boards: Arc::default() }
    }

    async fn start(&self) -> Node {
        let way = Line::to(&self.bus);
        let bus = way.clone();
        let server = Running::start_on(Arc::clone(&self.boards), |it| it.bus(bus)).await;
        // The clock of the bus shows that the node has opened it.
        let opened = async {
            while !version(&server).await.ends_with('~') {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(crate::running::LIMIT, opened).await.expect("the node opens the bus");
        Node { server, way }
    }
}

async fn version(server: &Running) -> String {
    let board = server.get("/ctx/board/?board_id=5").await;
    board["$v"].as_str().expect("a version").to_owned()
}

fn board(id: i64) -> Value {
    json!({"context": "board", "params": {"board_id": id}})
}

async fn add(server: &Running, card: &str) -> Value {
    server.call("add_card", json!({"board_id": 5, "card": card})).await
}

/// The next bundle that is pushed.
async fn pushed(client: &mut Client) -> Value {
    let event = client.next().await;
    assert_eq!(event["event"], "bundle", "{event}");
    event["bundle"].clone()
}

/// Waits until a bundle with these cards is pushed. A node that misses another one reads more often than it
/// has to, and may push what is on the way.
async fn pushed_until(client: &mut Client, cards: &[&str]) -> Value {
    loop {
        let bundle = pushed(client).await;
        if bundle["cards"] == json!(cards) {
            return bundle;
        }
    }
}

fn clock(version: &str) -> &str {
    version.split_once(':').expect("a clock and a number").0
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_on_one_node_reaches_the_subscribers_of_another() {
    let nodes = Nodes::new();
    let (one, other) = (nodes.start().await, nodes.start().await);
    let mut client = other.server.open().await;
    client.subscribe(board(5)).await;
    let answer = add(&one.server, "a").await;
    let bundle = pushed(&mut client).await;
    assert_eq!(bundle["cards"], json!(["a"]));
    // Both are ordered by the clock of the bus, and neither claims more than its node can know.
    let (said, seen) = (answer["v"]["board"].as_str().unwrap(), bundle["$v"].as_str().unwrap());
    assert_eq!(clock(said), clock(seen));
    assert!(said.ends_with(":1~") && seen.ends_with(":1~"), "{said} {seen}");
    nodes.boards.add(5, "by a job");
    one.server.api.invalidate(&Board { board_id: 5 }).await;
    assert_eq!(pushed(&mut client).await["cards"], json!(["a", "by a job"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_changed_instance_is_read_on_other_nodes() {
    let nodes = Nodes::new();
    let (one, other) = (nodes.start().await, nodes.start().await);
    let mut client = other.server.open().await;
    client.subscribe(board(5)).await;
    client.subscribe(board(6)).await;
    let reads = other.server.reads();
    add(&one.server, "a").await;
    pushed(&mut client).await;
    assert_eq!(other.server.reads(), reads + 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_node_showed_is_still_so_on_another() {
    let nodes = Nodes::new();
    let (one, other) = (nodes.start().await, nodes.start().await);
    add(&one.server, "a").await;
    let mut first = one.server.open().await;
    let shown = first.subscribe(board(5)).await["bundle"].clone();
    let mut client = other.server.open().await;
    let mut wanted = board(5);
    wanted["v"] = shown["$v"].clone();
    let reads = other.server.reads();
    let answer = client.subscribe(wanted.clone()).await;
    assert_eq!((&answer["same"], other.server.reads()), (&json!(true), reads));
    client.request(json!({"action": "unsubscribe", "of": [board(5)]})).await;
    add(&one.server, "b").await;
    pushed(&mut first).await;
    // The other node has heard of it as well, or hears of it behind its answer.
    let answer = client.subscribe(wanted).await;
    let cards = match answer["same"] == true {
        true => pushed(&mut client).await["cards"].clone(),
        false => answer["bundle"]["cards"].clone(),
    };
    assert_eq!(cards, json!(["a", "b"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_that_is_cut_off_goes_on_alone_and_loses_nothing() {
    let nodes = Nodes::new();
    let (one, other) = (nodes.start().await, nodes.start().await);
    let (mut near, mut far) = (one.server.open().await, other.server.open().await);
    let shared = near.subscribe(board(5)).await["bundle"]["$v"].clone();
    far.subscribe(board(5)).await;
    one.way.set(State::Cut);
    let answer = add(&one.server, "alone").await;
    let said = answer["v"]["board"].as_str().unwrap();
    assert_ne!(clock(said), clock(shared.as_str().unwrap()), "the clock is the node's own");
    let bundle = pushed(&mut near).await;
    assert_eq!(bundle["cards"], json!(["alone"]));
    // It may be stale at any time, so it does not say "same".
    let mut again = one.server.open().await;
    let mut wanted = board(5);
    wanted["v"] = bundle["$v"].clone();
    assert_eq!(again.subscribe(wanted).await["bundle"]["cards"], json!(["alone"]));
    add(&other.server, "unheard").await;
    pushed_until(&mut far, &["alone", "unheard"]).await;
    nodes.boards.add(5, "kept");
    one.server.api.invalidate(&Board { board_id: 5 }).await;
    pushed_until(&mut near, &["alone", "unheard", "kept"]).await;
    one.way.set(State::Open);
    pushed_until(&mut far, &["alone", "unheard", "kept"]).await;
    add(&other.server, "together").await;
    let bundle = pushed_until(&mut near, &["alone", "unheard", "kept", "together"]).await;
    assert_eq!(clock(bundle["$v"].as_str().unwrap()), clock(shared.as_str().unwrap()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_that_was_cut_off_reads_again_what_it_has_missed() {
    let nodes = Nodes::new();
    let (one, other) = (nodes.start().await, nodes.start().await);
    let mut client = other.server.open().await;
    client.subscribe(board(5)).await;
    client.subscribe(board(6)).await;
    other.way.set(State::Cut);
    add(&one.server, "unheard").await;
    client.expect_silence().await;
    other.way.set(State::Open);
    // Board 6 is read again as well; it is equal, so it is not sent.
    assert_eq!(pushed(&mut client).await["cards"], json!(["unheard"]));
    client.expect_silence().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_that_hears_late_labels_too_old() {
    let nodes = Nodes::new();
    let (one, other) = (nodes.start().await, nodes.start().await);
    let before = version(&other.server).await;
    other.way.set(State::Deaf);
    add(&one.server, "a").await;
    let late = other.server.get("/ctx/board/?board_id=5").await;
    assert_eq!(late["cards"], json!(["a"]));
    assert_eq!(late["$v"], before);
    // What it changes itself is announced all the same, with the number of the bus.
    let answer = add(&other.server, "b").await;
    assert!(answer["v"]["board"].as_str().unwrap().ends_with(":2~"), "{answer}");
    let mut client = other.server.open().await;
    client.subscribe(board(5)).await;
    other.way.set(State::Open);
    let up_to_date = async {
        while !version(&other.server).await.ends_with(":2~") {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(crate::running::LIMIT, up_to_date).await.expect("it hears");
    client.expect_silence().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_node_that_ended_may_have_changed_is_read_again() {
    let nodes = Nodes::new();
    let (one, other) = (nodes.start().await, nodes.start().await);
    let mut client = other.server.open().await;
    let shown = client.subscribe(board(5)).await["bundle"].clone();
    // Committed, and the node ends before it can announce it.
    nodes.boards.add(5, "committed");
    drop(one);
    assert_eq!(pushed(&mut client).await["cards"], json!(["committed"]));
    // Whoever was away meanwhile does not hear that nothing has changed.
    let mut away = other.server.open().await;
    let mut wanted = board(5);
    (wanted["v"], wanted["h"]) = (shown["$v"].clone(), shown["$h"].clone());
    assert_eq!(away.subscribe(wanted).await["bundle"]["cards"], json!(["committed"]));
}

/// All runs on one thread, so that it sleeps as a process does that was stopped.
#[tokio::test]
async fn a_node_that_has_slept_does_not_say_same_before_it_has_heard() {
    let nodes = Nodes::new();
    let (one, other) = (nodes.start().await, nodes.start().await);
    let mut client = other.server.open().await;
    let mut wanted = board(5);
    wanted["v"] = client.subscribe(board(5)).await["bundle"]["$v"].clone();
    other.way.set(State::Deaf);
    add(&one.server, "on its way").await;
    std::thread::sleep(Duration::from_millis(1500));
    // It is awake again, and reads everything anew.
    assert_eq!(pushed(&mut client).await["cards"], json!(["on its way"]));
    let mut away = other.server.open().await;
    let answer = away.subscribe(wanted).await;
    assert_eq!(answer["bundle"]["cards"], json!(["on its way"]), "{answer}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_that_starts_while_another_is_missing_knows_of_it() {
    let nodes = Nodes::new();
    let (one, other) = (nodes.start().await, nodes.start().await);
    let mut client = other.server.open().await;
    let shown = client.subscribe(board(5)).await["bundle"].clone();
    nodes.boards.add(5, "committed");
    drop(one);
    pushed(&mut client).await;
    // What was committed has got no number.
    let third = nodes.start().await;
    let mut away = third.server.open().await;
    let mut wanted = board(5);
    (wanted["v"], wanted["h"]) = (shown["$v"].clone(), shown["$h"].clone());
    let answer = away.subscribe(wanted).await;
    let cards = match answer["same"] == true {
        true => pushed(&mut away).await["cards"].clone(),
        false => answer["bundle"]["cards"].clone(),
    };
    assert_eq!(cards, json!(["committed"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_that_goes_down_in_good_order_is_not_missed() {
    let nodes = Nodes::new();
    let (mut one, other) = (nodes.start().await, nodes.start().await);
    let mut client = other.server.open().await;
    client.subscribe(board(5)).await;
    let reads = other.server.reads();
    one.server.stop();
    one.server.stopped().await;
    drop(one);
    add(&other.server, "a").await;
    pushed(&mut client).await;
    assert_eq!(other.server.reads(), reads + 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_version_of_the_application_is_understood_broadly() {
    let nodes = Nodes::new();
    let one = nodes.start().await;
    let mut client = one.server.open().await;
    client.subscribe(board(5)).await;
    let announce = async |contexts: &[&str], text: &'static str| {
        let contexts = contexts.iter().map(|&context| context.to_owned()).collect();
        let (node, text) = ("another".to_owned(), text.into());
        nodes.bus.announce(Announcement { node, contexts, text }).await.unwrap();
    };
    let reads = one.server.reads();
    announce(&["theirs"], r#"[["theirs",{}]]"#).await;
    announce(&["board", "theirs"], r#"[["board",{"board_id":"6","theirs":"1"}]]"#).await;
    for (card, text) in [("a", r#"[["board",{"theirs":"1"}]]"#), ("b", "in other words"), ("c", "")]
    {
        nodes.boards.add(5, card);
        announce(&["board"], text).await;
        let bundle = pushed(&mut client).await;
        assert_eq!(bundle["cards"].as_array().unwrap().last().unwrap(), card);
    }
    assert_eq!(one.server.reads(), reads + 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_node_has_kept_is_told_when_it_ends() {
    let nodes = Nodes::new();
    let (mut one, other) = (nodes.start().await, nodes.start().await);
    let mut client = other.server.open().await;
    client.subscribe(board(5)).await;
    one.way.set(State::Cut);
    while clock(&version(&one.server).await) == clock(&version(&other.server).await) {
        tokio::task::yield_now().await;
    }
    add(&one.server, "a").await;
    client.expect_silence().await;
    // The way is free again, and the node ends before it hears of that.
    one.way.set(State::Deaf);
    one.server.stop();
    one.server.stopped().await;
    // The number tells that it was announced: a node that is missed is read for again after a while.
    let bundle = pushed_until(&mut client, &["a"]).await;
    assert!(bundle["$v"].as_str().unwrap().ends_with(":1~"), "{bundle}");
}
