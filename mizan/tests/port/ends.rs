//! The ends of a port: its client goes, its server goes down, nobody reads, and nothing is left behind.

use std::time::Duration;

use mizan::port::{Closed, open};
use serde_json::json;
use tokio::time::timeout;

use crate::application::{LIMIT, api, ask, next, rpc, text};

/// Waits until a port is closed.
async fn closed(port: &mizan::port::Port) {
    let ended = async {
        while port.send(rpc(1, "echo", json!({"text": "x"}))).await.is_ok() {
            tokio::task::yield_now().await;
        }
    };
    timeout(LIMIT, ended).await.expect("it closes");
}

#[tokio::test]
async fn a_server_that_goes_down_closes_its_ports() {
    let api = api();
    let (port, mut events) = open(&api).connect().await.unwrap();
    let down = tokio::spawn({
        let api = api.clone();
        async move { api.shutdown(LIMIT).await }
    });
    assert_eq!(next(&mut events).await, json!({"event": "going"}));
    let end = json!({"event": "closed", "code": 1012, "reason": "the server is going down"});
    assert_eq!(next(&mut events).await, end);
    assert_eq!(timeout(LIMIT, events.next()).await.unwrap(), None);
    assert_eq!(timeout(LIMIT, port.ask(rpc(1, "slow", json!({})))).await.unwrap(), Err(Closed));
    assert!(timeout(LIMIT, down).await.unwrap().unwrap());
    let late = open(&api).connect().await.err().expect("it is refused");
    assert_eq!(late.code(), mizan::Code::Unavailable);
}

#[tokio::test]
async fn a_client_that_says_goodbye_is_told_so() {
    let (port, mut events) = open(&api()).connect().await.unwrap();
    port.send(text(json!({"action": "close"}))).await.unwrap();
    assert_eq!(next(&mut events).await["code"], json!(1000));
    assert_eq!(events.next().await, None);
    closed(&port).await;
}

#[tokio::test]
async fn dropping_the_events_closes_the_port_and_who_waits_is_told() {
    let (port, events) = open(&api()).connect().await.unwrap();
    let waiting = tokio::spawn({
        let port = port.clone();
        async move { port.ask(rpc(1, "slow", json!({}))).await }
    });
    tokio::task::yield_now().await;
    drop(events);
    assert_eq!(timeout(LIMIT, waiting).await.unwrap().unwrap(), Err(Closed));
    closed(&port).await;
}

#[tokio::test]
async fn what_has_come_is_answered_behind_the_last_sender() {
    let (port, mut events) = open(&api()).connect().await.unwrap();
    for id in 1..=3 {
        port.send(rpc(id, "echo", json!({"text": "x"}))).await.unwrap();
    }
    drop(port);
    for id in 1..=3 {
        assert_eq!(next(&mut events).await["id"], json!(id));
    }
    assert_eq!(next(&mut events).await["event"], "closed");
    assert_eq!(events.next().await, None);
}

#[tokio::test]
async fn whoever_does_not_read_is_not_read_either() {
    let (port, mut events) = open(&api()).connect().await.unwrap();
    let mut sent = 0;
    let send = |id| port.send(rpc(id, "echo", json!({"text": "x".repeat(1000)})));
    // It stands still, with so many frames in memory.
    while let Ok(went) = timeout(Duration::from_millis(500), send(sent)).await {
        went.unwrap();
        sent += 1;
        assert!(sent < 400, "it takes everything");
    }
    assert!(sent >= 100, "{sent}");
    for id in 0..sent {
        assert_eq!(next(&mut events).await["id"], json!(id));
    }
    assert_eq!(ask(&port, rpc(sent, "echo", json!({"text": "x"}))).await["ok"]["result"], "x");
}

#[tokio::test]
async fn nothing_of_a_closed_port_stays() {
    let api = api();
    let tasks = || tokio::runtime::Handle::current().metrics().num_alive_tasks();
    let use_one = async || {
        let (port, mut events) = open(&api).connect().await.unwrap();
        let of = json!([{"context": "book", "params": {}}]);
        port.send(text(json!({"id": 1, "action": "subscribe", "of": of}))).await.unwrap();
        next(&mut events).await;
        port.send(rpc(2, "slow", json!({}))).await.unwrap();
    };
    let until = async |most: usize| {
        while tasks() > most {
            tokio::task::yield_now().await;
        }
    };
    for _ in 0..50 {
        use_one().await;
    }
    // The server has one task of its own once something is live.
    timeout(LIMIT, until(1)).await.expect("no task of a port stays");
    assert!(timeout(LIMIT, api.shutdown(LIMIT)).await.unwrap(), "no function runs");
}
