//! The limits of channels: rooms, slow readers, large messages, memory.

use serde_json::{Value, json};

use crate::application::{Chat, Line};
use crate::running::World;

#[tokio::test(flavor = "multi_thread")]
async fn a_socket_is_in_so_many_rooms() {
    let world = World::new();
    let server = world.start_with(|builder| builder.rooms_limit(2)).await;
    let mut ada = server.open_as("ada").await;
    ada.join("one").await;
    ada.join("two").await;
    let answer = ada.join("three").await;
    assert_eq!(answer["error"]["code"], "TOO_MANY_REQUESTS");
    assert!(answer["error"]["message"].as_str().unwrap().contains("rooms_limit"), "{answer}");
    // To join a room again is none more.
    assert!(ada.join("two").await["ok"].is_object());
    ada.leave("one").await;
    assert!(ada.join("three").await["ok"].is_object());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_reader_is_told_and_comes_back_without_a_hole() {
    let world = World::new();
    let server = world.start().await;
    let (mut slow, mut fast) = (server.open().await, server.open().await);
    let mut seq = slow.join("lobby").await["ok"]["seq"].clone();
    fast.join("lobby").await;
    // More than the system buffers, and more than may wait.
    let room = || Chat { room: "lobby".to_owned() };
    for number in 0..120 {
        let line = Line { number, text: "x".repeat(100_000) };
        server.api.send(&room(), &line).await.unwrap();
        let event = fast.event_of("message").await;
        assert_eq!(event["message"]["number"], number);
    }
    let (mut next, mut lags) = (0, 0);
    while next < 120 {
        let event = slow.event().await;
        match event["event"].as_str() {
            Some("message") => {
                assert_eq!(event["message"]["number"], next);
                next += 1;
                seq = event["seq"].clone();
            }
            Some("lagged") => {
                lags += 1;
                assert_eq!(event["params"], json!({"room": "lobby"}));
                let answer = slow.resume("lobby", &seq).await;
                assert!(answer["ok"].get("gap").is_none(), "{answer}");
            }
            _ => {}
        }
    }
    assert!(lags > 0, "it read as fast as the others");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_is_too_large_is_not_said() {
    let world = World::new();
    let server = world.start().await;
    let (mut ada, mut eve) = (server.open().await, server.open().await);
    ada.join("lobby").await;
    eve.join("lobby").await;
    let frame = json!({
        "action": "send", "channel": "chat", "params": {"room": "lobby"},
        "fn": "repeat", "args": {"text": "x", "times": 300_000},
    });
    let answer = ada.request(frame).await;
    assert_eq!(answer["error"]["code"], "PAYLOAD_TOO_LARGE", "{answer}");
    ada.say("lobby", "small").await;
    assert_eq!(eve.hear().await, "small");
    let long = "r".repeat(2000);
    assert_eq!(ada.join(&long).await["error"]["code"], "BAD_REQUEST");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flood_of_frames_is_refused() {
    let world = World::new();
    let server = world.start_with(|builder| builder.frames_limit(5)).await;
    let mut ada = server.open().await;
    ada.join("lobby").await;
    let mut codes = Vec::new();
    for _ in 0..30 {
        codes.push(ada.say("lobby", "spam").await["error"]["code"].clone());
    }
    assert!(codes.contains(&json!("TOO_MANY_REQUESTS")));
    assert!(codes.contains(&Value::Null));
}
