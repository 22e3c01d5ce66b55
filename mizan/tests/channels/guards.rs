//! Joining and each message are guarded, with who is asking now; and what happens while the bus is lost.

use serde_json::{Value, json};

use crate::application::Desk;
use crate::line::State;
use crate::running::World;

#[tokio::test(flavor = "multi_thread")]
async fn only_whom_the_guard_lets_in_joins() {
    let world = World::new();
    let server = world.start().await;
    for (token, code) in [(None, "UNAUTHORIZED"), (Some("eve"), "FORBIDDEN")] {
        let mut client = match token {
            Some(token) => server.open_as(token).await,
            None => server.open().await,
        };
        let answer = client.request(json!({"action": "join", "channel": "desk"})).await;
        assert_eq!(answer["error"]["code"], code);
        server.api.send(&Desk, &"secret".to_owned()).await.unwrap();
        assert_eq!(client.events_so_far().await, Vec::<Value>::new());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_right_that_is_lost_ends_the_membership_before_the_next_message() {
    let world = World::new();
    let server = world.start().await;
    let mut ada = server.open_as("ada").await;
    ada.request(json!({"action": "join", "channel": "desk"})).await;
    world.tokens.allow("ada", "ada", false);
    let event = ada.event().await;
    assert_eq!((&event["event"], &event["channel"]), (&json!("message"), &json!("desk")));
    assert_eq!(event["error"]["code"], "FORBIDDEN", "{event}");
    server.api.send(&Desk, &"secret".to_owned()).await.unwrap();
    assert_eq!(ada.events_so_far().await, Vec::<Value>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_runs_out_ends_the_presence() {
    let world = World::new();
    let server = world.start().await;
    let (mut ada, mut eve) = (server.open_as("ada").await, server.open_as("eve").await);
    ada.join("lobby").await;
    eve.join("lobby").await;
    ada.event_of("present").await;
    world.tokens.revoke("eve");
    assert_eq!(ada.event_of("present").await["left"], json!([{"name": "eve of red"}]));
    let event = eve.event_of("message").await;
    assert_eq!(event["error"]["code"], "UNAUTHORIZED");
    assert_eq!(eve.event().await, json!({"event": "unauthorized"}));
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_else_joins_anew() {
    let world = World::new();
    let server = world.start().await;
    let (mut ada, mut eve) = (server.open_as("ada").await, server.open_as("eve").await);
    ada.join("lobby").await;
    eve.join("lobby").await;
    ada.event_of("present").await;
    world.tokens.allow("new", "bob", false);
    let answer = eve.request(json!({"action": "auth", "token": "new"})).await;
    assert_eq!(answer["ok"], json!({}), "{answer}");
    assert_eq!(eve.event_of("message").await["error"]["code"], "UNAUTHORIZED");
    assert_eq!(ada.event_of("present").await["left"], json!([{"name": "eve of red"}]));
    let present = eve.join("lobby").await["ok"]["present"].clone();
    assert_eq!(present, json!([{"name": "ada of red"}, {"name": "bob of red"}]));
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_speaks_while_the_bus_is_lost_and_nothing_is_missed_after() {
    let world = World::new();
    let (one, other) = (world.start().await, world.start().await);
    let (mut ada, mut eve) = (one.open_as("ada").await, other.open_as("eve").await);
    ada.join("lobby").await;
    eve.join("lobby").await;
    // Who has not been seen cannot be seen to leave.
    ada.event_of("present").await;
    one.line.set(State::Cut);
    let refused = async {
        loop {
            let answer = ada.say("lobby", "lost").await;
            if answer["error"]["code"] == "UNAVAILABLE" {
                return answer;
            }
        }
    };
    refused.await;
    let mut third = one.open().await;
    assert_eq!(third.join("lobby").await["error"]["code"], "UNAVAILABLE");
    eve.say("lobby", "meanwhile").await;
    eve.leave("lobby").await;
    one.line.set(State::Open);
    // What was said meanwhile is heard, and who has left meanwhile is no longer there, in any order.
    let (mut has_heard, mut has_left) = (false, false);
    while !has_heard || !has_left {
        let event = ada.event().await;
        match event["message"]["text"].as_str() {
            Some("lost") => {}
            Some(text) => {
                assert_eq!(text, "meanwhile");
                has_heard = true;
            }
            None => has_left |= event["left"] == json!([{"name": "eve of red"}]),
        }
    }
    ada.say("lobby", "again").await;
    assert_eq!(ada.hear().await, "again");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_hears_late_hears_everything_in_one_order() {
    let world = World::new();
    let (one, other) = (world.start().await, world.start().await);
    let (mut ada, mut eve) = (one.open_as("ada").await, other.open_as("eve").await);
    ada.join("lobby").await;
    eve.join("lobby").await;
    ada.event_of("present").await;
    one.line.set(State::Deaf);
    eve.say("lobby", "first").await;
    let answer = ada.say("lobby", "second").await;
    assert_eq!(answer["ok"]["result"]["text"], "second", "{answer}");
    assert_eq!(ada.events_so_far().await, Vec::<Value>::new());
    one.line.set(State::Open);
    for client in [&mut ada, &mut eve] {
        assert_eq!([client.hear().await, client.hear().await], ["first", "second"]);
    }
}
