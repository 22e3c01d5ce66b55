//! What one client changes, every other sees.

use std::sync::atomic::Ordering;

use serde_json::{Value, json};
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};

use crate::application::Board;
use crate::running::{Client, Running};

fn board(id: i64) -> Value {
    json!({"context": "board", "params": {"board_id": id}})
}

async fn cards(client: &mut Client) -> Value {
    let event = client.next().await;
    assert_eq!(event["event"], "bundle", "{event}");
    event["bundle"]["cards"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_over_http_reaches_a_subscriber() {
    let server = Running::start().await;
    let mut client = server.open().await;
    let answer = client.subscribe(board(5)).await;
    assert_eq!(answer["bundle"]["cards"], json!([]));
    server.call("add_card", json!({"board_id": 5, "card": "a"})).await;
    let event = client.next().await;
    assert_eq!((&event["event"], &event["context"]), (&json!("bundle"), &json!("board")));
    assert_eq!(event["params"], json!({"board_id": 5}));
    assert_eq!(event["bundle"]["cards"], json!(["a"]));
    // The bundle is the one that a read gets, name and version included.
    assert_eq!(event["bundle"], server.get("/ctx/board/?board_id=5").await);
}

/// Sends on for how many each read of a live instance was.
pub(crate) struct Reads(pub(crate) UnboundedSender<(&'static str, usize)>);

impl mizan::Observer for Reads {
    fn pushed(&self, context: &'static str, subscribers: usize) {
        let _ = self.0.send((context, subscribers));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_observer_is_told_for_how_many_a_read_was() {
    let (sender, mut reads) = unbounded_channel();
    let server = Running::start_with(|builder| builder.observe(Reads(sender))).await;
    let mut clients = [server.open().await, server.open().await, server.open().await];
    clients[0].subscribe(board(6)).await;
    for client in &mut clients[1..] {
        client.subscribe(board(5)).await;
    }
    while reads.try_recv().is_ok() {}
    server.call("add_card", json!({"board_id": 5, "card": "a"})).await;
    for client in &mut clients[1..] {
        assert_eq!(cards(client).await, json!(["a"]));
    }
    assert_eq!(reads.recv().await, Some(("board", 2)));
    assert!(reads.try_recv().is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_of_change_is_pushed() {
    let server = Running::start().await;
    let mut client = server.open().await;
    client.subscribe(board(5)).await;
    server.call("set_card", json!({"board_id": 5, "card": "merged"})).await;
    assert_eq!(cards(&mut client).await, json!(["merged"]));
    server.boards.add(5, "by a job");
    server.api.invalidate(&Board { board_id: 5 }).await;
    assert_eq!(cards(&mut client).await, json!(["merged", "by a job"]));
    server.boards.add(5, "all");
    server.call("touch_all", json!({})).await;
    assert_eq!(cards(&mut client).await, json!(["merged", "by a job", "all"]));
    let changed = client
        .ask(json!({"action": "rpc", "fn": "add_card", "args": {"board_id": 5, "card": "own"}}));
    changed.await;
    // Its own answer and the push come in any order.
    let (one, other) = (client.next().await, client.next().await);
    let pushed = if one["event"] == "bundle" { &one } else { &other };
    assert_eq!(pushed["bundle"]["cards"][3], "own");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_changed_instance_is_read_and_pushed() {
    let server = Running::start().await;
    let mut client = server.open().await;
    client.subscribe(board(5)).await;
    client.subscribe(board(6)).await;
    let reads = server.reads();
    server.call("add_card", json!({"board_id": 7, "card": "x"})).await;
    client.expect_silence().await;
    assert_eq!(server.reads(), reads);
    server.call("add_card", json!({"board_id": 6, "card": "x"})).await;
    let event = client.next().await;
    assert_eq!(event["params"], json!({"board_id": 6}));
    assert_eq!(server.reads(), reads + 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_change_is_read_once_for_everybody() {
    let server = Running::start().await;
    let mut clients = Vec::new();
    for _ in 0..50 {
        let mut client = server.open().await;
        client.subscribe(board(5)).await;
        clients.push(client);
    }
    let reads = server.reads();
    server.call("add_card", json!({"board_id": 5, "card": "a"})).await;
    for client in &mut clients {
        assert_eq!(cards(client).await, json!(["a"]));
    }
    assert_eq!(server.reads(), reads + 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_equals_the_last_is_not_sent() {
    let server = Running::start().await;
    let mut client = server.open().await;
    client.subscribe(board(5)).await;
    let reads = server.reads();
    server.call("touch_all", json!({})).await;
    while server.reads() == reads {
        tokio::task::yield_now().await;
    }
    server.call("add_card", json!({"board_id": 5, "card": "a"})).await;
    assert_eq!(cards(&mut client).await, json!(["a"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn changes_during_a_read_fold_into_one_more() {
    let server = Running::start().await;
    let mut client = server.open().await;
    client.subscribe(board(5)).await;
    let reads = server.reads();
    // The permits are taken away: the next read waits for one.
    server.boards.gate.forget_permits(tokio::sync::Semaphore::MAX_PERMITS);
    server.call("add_card", json!({"board_id": 5, "card": "0"})).await;
    while server.reads() == reads {
        tokio::task::yield_now().await;
    }
    for card in 1..20 {
        server.call("add_card", json!({"board_id": 5, "card": card.to_string()})).await;
    }
    server.boards.gate.add_permits(1);
    let mut last = cards(&mut client).await;
    while last.as_array().unwrap().len() < 20 {
        last = cards(&mut client).await;
    }
    assert_eq!(server.reads(), reads + 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_client_shows_is_confirmed_without_a_read() {
    let server = Running::start().await;
    server.boards.add(5, "a");
    let shown = server.get("/ctx/board/?board_id=5").await;
    server.call("add_card", json!({"board_id": 6, "card": "b"})).await;
    let reads = server.reads();
    let mut client = server.open().await;
    let mut instance = board(5);
    instance["v"] = shown["$v"].clone();
    instance["h"] = shown["$h"].clone();
    let answer = client.subscribe(instance.clone()).await;
    assert_eq!(answer["same"], true, "{answer}");
    assert_eq!(server.reads(), reads);
    // What was confirmed counts as sent, and the next change is pushed.
    server.call("add_card", json!({"board_id": 5, "card": "c"})).await;
    assert_eq!(cards(&mut client).await, json!(["a", "c"]));
    // An older version is no longer so.
    let answer = server.open().await.subscribe(instance.clone()).await;
    assert_eq!(answer["bundle"]["cards"], json!(["a", "c"]), "{answer}");
    // A version of another clock says nothing; the name of the bundle does.
    let now = server.get("/ctx/board/?board_id=5").await;
    instance["v"] = json!("other:7");
    instance["h"] = now["$h"].clone();
    let answer = server.open().await.subscribe(instance).await;
    assert_eq!(answer["same"], true, "{answer}");
}

#[tokio::test(flavor = "multi_thread")]
async fn spellings_are_subscriptions_of_their_own_and_one_read() {
    let server = Running::start().await;
    let mut client = server.open().await;
    client.subscribe(board(5)).await;
    let answer = client.subscribe(json!({"context": "board", "params": {"board_id": 5.0}})).await;
    assert_eq!(answer["bundle"]["cards"], json!([]), "{answer}");
    let second =
        r#"{"id":90,"action":"subscribe","of":[{"context":"board","params":{ "board_id" : 5 }}]}"#;
    client.send(second).await;
    assert_eq!(client.next().await["id"], 90);
    let reads = server.reads();
    server.call("add_card", json!({"board_id": 5, "card": "a"})).await;
    assert_eq!(cards(&mut client).await, json!(["a"]));
    assert_eq!(cards(&mut client).await, json!(["a"]));
    assert_eq!(cards(&mut client).await, json!(["a"]));
    assert_eq!(server.reads(), reads + 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_unsubscribed_is_no_longer_read() {
    let server = Running::start().await;
    let mut client = server.open().await;
    client.subscribe(board(5)).await;
    let answer = client.request(json!({"action": "unsubscribe", "of": [board(5), board(6)]})).await;
    assert_eq!(answer["ok"], json!({}));
    let reads = server.reads();
    server.call("add_card", json!({"board_id": 5, "card": "a"})).await;
    client.expect_silence().await;
    assert_eq!(server.reads(), reads);
    // Whoever leaves takes its subscriptions along.
    client.subscribe(board(5)).await;
    drop(client);
    let mut other = server.open().await;
    other.expect_silence().await;
    let reads = server.boards.reads.load(Ordering::SeqCst);
    server.call("add_card", json!({"board_id": 5, "card": "b"})).await;
    other.expect_silence().await;
    assert!(server.reads() <= reads + 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bundle_that_is_too_large_is_an_invitation_to_read() {
    let server = Running::start().await;
    let mut client = server.open().await;
    let answer = client.subscribe(json!({"context": "large", "params": {}})).await;
    assert!(answer["bundle"]["large"].as_str().unwrap().ends_with("x0"));
    server.call("enlarge", json!({})).await;
    let event = client.next().await;
    assert_eq!(event, json!({"event": "invalidate", "context": "large", "params": {}}));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_does_not_read_costs_a_bounded_queue() {
    let server = Running::start().await;
    let mut slow = server.open().await;
    let mut fast = server.open().await;
    slow.subscribe(board(5)).await;
    fast.subscribe(board(5)).await;
    for change in 0..300 {
        server.call("add_card", json!({"board_id": 5, "card": "x".repeat(500)})).await;
        let mut seen = cards(&mut fast).await.as_array().unwrap().len();
        while seen <= change {
            seen = cards(&mut fast).await.as_array().unwrap().len();
        }
    }
    // The slow one gets few states, the last of them the truth, and none twice.
    let (mut last, mut frames) = (0, 0);
    while last < 300 {
        let event = slow.next().await;
        let seen = match event["event"].as_str() {
            Some("bundle") => event["bundle"]["cards"].as_array().unwrap().len(),
            _ => break,
        };
        assert!(seen > last);
        (last, frames) = (seen, frames + 1);
    }
    assert!(frames < 300, "{frames} frames");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_of_a_list_are_pushed_as_many_as_were_subscribed() {
    let server = Running::start().await;
    for line in ["a", "b", "c", "d", "e"] {
        server.boards.add(93, line);
    }
    let mut client = server.open().await;
    let journal =
        |pages: u32| json!({"context": "journal", "params": {"$pages": pages}, "only": "lines"});
    let answer = client.subscribe(journal(2)).await;
    assert_eq!(answer["bundle"]["lines"], json!([["a", "b"], ["c", "d"]]));
    client.subscribe(journal(1)).await;
    client.request(json!({"action": "unsubscribe", "of": [journal(1)]})).await;
    client.subscribe(journal(3)).await;
    server.call("write_line", json!({"line": "f"})).await;
    let event = client.next().await;
    assert_eq!((&event["params"], &event["only"]), (&json!({"$pages": 3}), &json!("lines")));
    assert_eq!(event["bundle"]["lines"], json!([["a", "b"], ["c", "d"], ["e", "f"]]));
    // The first two pages are what they were.
    client.expect_silence().await;
}
