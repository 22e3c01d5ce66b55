//! Who is present in a room.

use std::time::Duration;

use serde_json::{Value, json};

use crate::application::{Chat, Visitor};
use crate::running::{Client, LIMIT, Running, World};

fn lobby() -> Chat {
    Chat { room: "lobby".to_owned() }
}

async fn members(server: &Running) -> Vec<String> {
    let members: Vec<Visitor> = server.api.members(&lobby()).await.unwrap();
    members.into_iter().map(|visitor| visitor.name).collect()
}

/// Waits until the server knows these members.
async fn expect_members(server: &Running, expected: &[&str]) {
    let known = async {
        while members(server).await != expected {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    let is_known = tokio::time::timeout(LIMIT, known).await.is_ok();
    assert!(is_known, "{expected:?}, not {:?}", members(server).await);
}

async fn change(client: &mut Client) -> (Value, Value) {
    let event = client.event_of("present").await;
    assert_eq!((&event["channel"], &event["params"]), (&json!("chat"), &json!({"room": "lobby"})));
    (event["joined"].clone(), event["left"].clone())
}

#[tokio::test(flavor = "multi_thread")]
async fn members_see_who_comes_and_goes_on_two_servers() {
    let world = World::new();
    let (one, other) = (world.start().await, world.start().await);
    let mut ada = one.open_as("ada").await;
    let answer = ada.join("lobby").await;
    assert_eq!(answer["ok"]["present"], json!([{"name": "ada of red"}]), "{answer}");
    expect_members(&other, &["ada of red"]).await;
    let mut eve = other.open_as("eve").await;
    let answer = eve.join("lobby").await;
    assert_eq!(answer["ok"]["present"], json!([{"name": "ada of red"}, {"name": "eve of red"}]));
    assert_eq!(change(&mut ada).await, (json!([{"name": "eve of red"}]), Value::Null));
    expect_members(&one, &["ada of red", "eve of red"]).await;
    eve.leave("lobby").await;
    assert_eq!(change(&mut ada).await, (Value::Null, json!([{"name": "eve of red"}])));
    eve.join("lobby").await;
    assert_eq!(change(&mut ada).await, (json!([{"name": "eve of red"}]), Value::Null));
    drop(eve);
    assert_eq!(change(&mut ada).await, (Value::Null, json!([{"name": "eve of red"}])));
    drop(ada);
    expect_members(&one, &[]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_user_is_present_once_and_everybody_unknown_by_socket() {
    let world = World::new();
    let (one, other) = (world.start().await, world.start().await);
    let mut watching = one.open_as("eve").await;
    watching.join("lobby").await;
    let mut sockets = Vec::new();
    for server in [&one, &one, &other] {
        let mut socket = server.open_as("ada").await;
        socket.join("lobby").await;
        sockets.push(socket);
    }
    assert_eq!(change(&mut watching).await.0, json!([{"name": "ada of red"}]));
    let (mut first, mut second) = (other.open().await, other.open().await);
    first.join("lobby").await;
    assert_eq!(change(&mut watching).await.0, json!([{"name": "somebody"}]));
    second.join("lobby").await;
    assert_eq!(change(&mut watching).await.0, json!([{"name": "somebody"}]));
    assert_eq!(members(&one).await.len(), 4);
    // Two of three sockets go, and nobody notices.
    sockets.truncate(1);
    drop(second);
    assert_eq!(change(&mut watching).await, (Value::Null, json!([{"name": "somebody"}])));
    drop(sockets);
    assert_eq!(change(&mut watching).await, (Value::Null, json!([{"name": "ada of red"}])));
}

#[tokio::test(flavor = "multi_thread")]
async fn to_join_again_changes_nothing_for_others() {
    let world = World::new();
    let server = world.start().await;
    let (mut ada, mut eve) = (server.open_as("ada").await, server.open_as("eve").await);
    ada.join("lobby").await;
    eve.join("lobby").await;
    change(&mut ada).await;
    for _ in 0..5 {
        eve.join("lobby").await;
    }
    eve.say("lobby", "still here").await;
    assert_eq!(ada.event().await["event"], "message");
    assert_eq!(eve.hear().await, "still here");
    assert_eq!(eve.events_so_far().await, Vec::<Value>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_refused_or_panics_was_never_there() {
    let world = World::new();
    let server = world.start().await;
    let mut ada = server.open_as("ada").await;
    assert_eq!(ada.join("closed").await["error"]["code"], "FORBIDDEN");
    let answer = ada.join("panic").await;
    assert_eq!(answer["error"]["code"], "INTERNAL_ERROR", "{answer}");
    for room in ["closed", "panic"] {
        let members = server.api.members(&Chat { room: room.to_owned() }).await.unwrap();
        assert_eq!(members, Vec::<Visitor>::new());
        assert_eq!(ada.say(room, "hello").await["error"]["code"], "FORBIDDEN");
    }
    assert_eq!(ada.join("lobby").await["ok"]["present"], json!([{"name": "ada of red"}]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_stops_takes_its_members_along() {
    let world = World::new();
    let (one, mut other) = (world.start().await, world.start().await);
    let mut ada = one.open_as("ada").await;
    ada.join("lobby").await;
    let mut eve = other.open_as("eve").await;
    eve.join("lobby").await;
    change(&mut ada).await;
    other.stop().await;
    assert_eq!(change(&mut ada).await, (Value::Null, json!([{"name": "eve of red"}])));
    expect_members(&one, &["ada of red"]).await;
}
