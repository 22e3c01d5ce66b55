//! Limits of sockets: each with an error that names it, or a close with its code.

use std::time::Duration;

use serde_json::json;

use crate::running::{LIMIT, Running};

#[tokio::test(flavor = "multi_thread")]
async fn subscriptions_are_limited() {
    let server = Running::start_with(|builder| builder.subscriptions_limit(2)).await;
    let mut client = server.open().await;
    let board = |id: i64| json!({"context": "board", "params": {"board_id": id}});
    let all = json!({"action": "subscribe", "of": [board(1), board(2)]});
    assert_eq!(client.request(all).await["ok"].as_array().unwrap().len(), 2);
    let refused = client.subscribe(board(3)).await;
    assert_eq!(refused["error"]["code"], "TOO_MANY_REQUESTS");
    assert!(refused["error"]["message"].as_str().unwrap().contains("subscriptions_limit"));
    // The same one again takes no other place.
    assert!(client.subscribe(board(2)).await["error"].is_null());
    let many = json!({"action": "subscribe", "of": [board(4), board(5), board(6)]});
    assert_eq!(client.request(many).await["error"]["code"], "TOO_MANY_REQUESTS");
    client.request(json!({"action": "unsubscribe", "of": [board(1)]})).await;
    assert!(client.subscribe(board(3)).await["error"].is_null());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_subscription_that_fails_takes_no_place() {
    let server = Running::start_with(|builder| builder.subscriptions_limit(1)).await;
    let mut client = server.open().await;
    for _ in 0..3 {
        let refused = client.subscribe(json!({"context": "reports", "params": {}})).await;
        assert_eq!(refused["error"]["code"], "UNAUTHORIZED");
    }
    let board = json!({"context": "board", "params": {"board_id": 1}});
    assert!(client.subscribe(board).await["error"].is_null());
}

#[tokio::test(flavor = "multi_thread")]
async fn frames_are_limited_in_size_and_number() {
    let server = Running::start_with(|builder| builder.frame_limit(10_000).frames_limit(1)).await;
    let mut client = server.open().await;
    client
        .send(json!({"id": 1, "action": "rpc", "fn": "echo", "args": {"text": "x".repeat(20_000)}}))
        .await;
    assert_eq!(client.closed().await, (1009, "a frame is too large: `frame_limit`".to_owned()));
    let mut client = server.open().await;
    for id in 0..60 {
        client.send(json!({"id": id, "action": "rpc", "fn": "echo", "args": {"text": "x"}})).await;
    }
    let mut refused = 0;
    for _ in 0..60 {
        let answer = client.next().await;
        if answer["error"]["code"] == "TOO_MANY_REQUESTS" {
            assert!(answer["error"]["message"].as_str().unwrap().contains("frames_limit"));
            refused += 1;
        }
    }
    // Two at once, and then one a second, however long it takes.
    assert!((30..=58).contains(&refused), "{refused}");
    for id in 0..400 {
        client.send(json!({"id": id, "action": "rpc", "fn": "echo", "args": {"text": "x"}})).await;
    }
    assert_eq!(client.closed().await.0, 1008);
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_at_once_are_limited() {
    let server = Running::start_with(|builder| builder.socket_calls_limit(2)).await;
    let mut client = server.open().await;
    for _ in 0..2 {
        client.ask(json!({"action": "rpc", "fn": "wait_for_ever", "args": {}})).await;
    }
    let answer = client.call("echo", json!({"text": "a"})).await;
    assert_eq!(answer["error"]["code"], "TOO_MANY_REQUESTS");
    client.send(json!({"action": "cancel", "of": 1})).await;
    assert_eq!(client.next().await["error"]["code"], "CANCELLED");
    assert_eq!(client.call("echo", json!({"text": "a"})).await["ok"]["result"], "a");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_user_has_so_many_sockets() {
    let server = Running::start_with(|builder| builder.sockets_limit(2)).await;
    let one = server.open_as("ada").await;
    let _other = server.open_as("ada").await;
    let token = [("authorization", "Bearer ada")];
    let (status, body) = server.try_open(&token).await.err().expect("a refusal");
    assert_eq!(status, 429);
    assert!(body.contains("sockets_limit"), "{body}");
    let _others = (server.open_as("eve").await, server.open().await, server.open().await);
    drop(one);
    let again = async { while server.try_open(&token).await.is_err() {} };
    tokio::time::timeout(LIMIT, again).await.expect("a place is free again");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dead_connection_is_closed() {
    let server =
        Running::start_with(|builder| builder.ping_interval(Duration::from_millis(500))).await;
    let mut client = server.open_as("ada").await;
    // A client that reads answers the pings.
    client.expect_silence().await;
    // One that does not is gone after a while: its place is free.
    let full = Running::start_with(|builder| {
        builder.ping_interval(Duration::from_millis(500)).sockets_limit(1)
    });
    let full = full.await;
    let _silent = full.open_as("ada").await;
    let token = [("authorization", "Bearer ada")];
    let again = async { while full.try_open(&token).await.is_err() {} };
    tokio::time::timeout(LIMIT, again).await.expect("the dead one is closed");
}

#[tokio::test(flavor = "multi_thread")]
async fn many_that_come_back_at_once_cost_one_read() {
    let server = Running::start().await;
    server.boards.add(5, "a");
    let h = server.get("/ctx/board/?board_id=5").await["$h"].clone();
    let reads = server.reads();
    // The version is of another run of the server; the name tells that the bundle is still the same.
    let shown = json!({"context": "board", "params": {"board_id": 5}, "v": "other:7", "h": h});
    let come_back = async || {
        let mut client = server.open().await;
        let answer = client.subscribe(shown.clone()).await;
        assert_eq!(answer["same"], true, "{answer}");
        client
    };
    let clients = futures_util::future::join_all((0..1000).map(|_| come_back())).await;
    assert_eq!(server.reads(), reads + 1);
    server.call("add_card", json!({"board_id": 5, "card": "b"})).await;
    for mut client in clients {
        assert_eq!(client.next().await["bundle"]["cards"], json!(["a", "b"]));
    }
    assert_eq!(server.reads(), reads + 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_text_and_what_is_no_frame_closes_with_a_code() {
    let server = Running::start().await;
    for (bytes, code) in [
        // A text that is no UTF-8, a reserved bit, a frame without a mask, a fragmented ping.
        (&[0x81, 0x82, 0, 0, 0, 0, 0xc3, 0x28][..], 1007),
        (&[0xc1, 0x80, 0, 0, 0, 0], 1002),
        (&[0x81, 0x01, b'x'], 1002),
        (&[0x09, 0x80, 0, 0, 0, 0], 1002),
    ] {
        let mut client = server.open().await;
        client.send_raw(bytes).await;
        assert_eq!(client.closed().await.0, code, "{bytes:?}");
    }
}
