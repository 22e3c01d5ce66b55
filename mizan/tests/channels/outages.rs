//! Members whose sessions cannot be looked up for a moment: they stay, and get afterwards what was said.

use std::sync::atomic::Ordering;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::sleep;

use crate::application::{Chat, Line};
use crate::running::{Client, Running, World};

/// Says something to a room from the server.
async fn say(server: &Running, number: usize, text: &str) {
    let (room, text) = ("lobby".to_owned(), text.to_owned());
    server.api.send(&Chat { room }, &Line { number, text }).await.unwrap();
}

/// Says more until something holds, and returns how much was said.
async fn say_until(server: &Running, holds: impl Fn() -> bool) -> usize {
    let mut said = 0;
    while !holds() {
        say(server, said, "more").await;
        said += 1;
        sleep(Duration::from_millis(20)).await;
    }
    said
}

/// Hears what was said, to the end, each once and in order.
async fn hear_all(client: &mut Client, said: usize) {
    for number in 0..=said {
        let event = client.event_of("message").await;
        assert_eq!(event["message"]["number"], number, "{event}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_outage_of_the_sessions_empties_no_room() {
    let world = World::new();
    let server = world.start().await;
    let (mut ada, mut eve) = (server.open_as("ada").await, server.open_as("eve").await);
    ada.join("lobby").await;
    eve.join("lobby").await;
    ada.event_of("present").await;
    world.tokens.1.lose(true);
    let said = say_until(&server, || world.tokens.1.failed() == 2).await;
    say(&server, said, "last").await;
    let meanwhile = ada.events_so_far().await;
    let is_message =
        |event: &Value| event["message"].is_object() && event["message"]["text"] == "more";
    assert!(meanwhile.iter().all(is_message), "{meanwhile:?}");
    // It is known afterwards that one of them may not stay.
    world.tokens.revoke("eve");
    world.tokens.1.lose(false);
    let (mut heard, mut left) = (meanwhile, Value::Null);
    while heard.len() <= said || left.is_null() {
        let event = ada.event().await;
        assert_eq!(event["error"], Value::Null);
        match event["event"] == "present" {
            true => left = event["left"].clone(),
            false => heard.push(event),
        }
    }
    assert_eq!(left, json!([{"name": "eve of red"}]));
    let numbers = heard.iter().map(|event| event["message"]["number"].as_u64().unwrap());
    assert!(numbers.eq(0..=said as u64), "{heard:?}");
    loop {
        let event = eve.event_of("message").await;
        assert_ne!(event["message"]["text"], "last", "a message to one who may not hear it");
        if event["error"].is_object() {
            assert_eq!(event["error"]["code"], "UNAUTHORIZED", "{event}");
            break;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_who_is_long_looked_up_keeps_nobody_from_what_is_said() {
    let world = World::new();
    let server = world.start().await;
    world.tokens.allow("slow", "slow", false);
    let (mut ada, mut slow) = (server.open_as("ada").await, server.open_as("slow").await);
    slow.join("lobby").await;
    ada.join("lobby").await;
    slow.event_of("present").await;
    let lookups = || world.tokens.1.slow.load(Ordering::SeqCst);
    let known = lookups();
    world.tokens.1.gate.send_replace(false);
    let said = say_until(&server, || lookups() > known).await;
    say(&server, said, "last").await;
    hear_all(&mut ada, said).await;
    world.tokens.1.gate.send_replace(true);
    hear_all(&mut slow, said).await;
}
