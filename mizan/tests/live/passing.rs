//! What fails for a moment is tried again, by the server itself, and pushed once it goes well.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::sync::mpsc::unbounded_channel;

use crate::application::Failing;
use crate::pushes::Reads;
use crate::running::{Client, LIMIT, Running};

fn named(context: &str) -> Value {
    json!({"context": context, "params": {}})
}

/// A server, and a guest of whom things fail when a test says so.
async fn start() -> (Running, Client) {
    let server = Running::start().await;
    let client = server.try_open(&[("x-guest", "bad")]).await.expect("a socket");
    (server, client)
}

fn fail(server: &Running, failing: Failing) {
    server.guests.0.lock().unwrap().insert("bad".to_owned(), failing);
}

fn heal(server: &Running) {
    server.guests.0.lock().unwrap().clear();
}

/// Waits for what another task does.
async fn wait_until(is_so: impl Fn() -> bool) {
    let begin = Instant::now();
    while !is_so() {
        assert!(begin.elapsed() < LIMIT, "it never comes");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

async fn next_bundle(client: &mut Client) -> Value {
    let event = client.next().await;
    assert_eq!(event["event"], "bundle", "{event}");
    event["bundle"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_subscription_that_begins_with_an_error_gets_the_bundle_when_there_is_one() {
    for failing in [Failing::Read, Failing::Guard, Failing::Audience] {
        let (server, mut client) = start().await;
        fail(&server, failing);
        let answer = client.subscribe(named("lobby")).await;
        assert_eq!(answer["error"]["code"], "INTERNAL_ERROR", "{answer}");
        heal(&server);
        // An attempt between the two fails as well, and is told.
        let mut event = client.next().await;
        if event["error"].is_object() {
            event = client.next().await;
        }
        assert_eq!(event["bundle"]["lobby"], json!([]), "{event}");
        server.call("wait_in_lobby", json!({"name": "a"})).await;
        assert_eq!(next_bundle(&mut client).await["lobby"], json!(["a"]));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn about_who_has_gone_nobody_is_asked_any_more() {
    let (server, mut gone) = start().await;
    let mut other = server.try_open(&[("x-guest", "other")]).await.expect("a socket");
    for guest in ["bad", "other"] {
        server.guests.0.lock().unwrap().insert(guest.to_owned(), Failing::Guard);
    }
    let asked = |guest: &str| server.guests.1.lock().unwrap()[guest];
    for client in [&mut gone, &mut other] {
        let answer = client.subscribe(named("lobby")).await;
        assert_eq!(answer["error"]["code"], "INTERNAL_ERROR", "{answer}");
    }
    let unsubscribe = json!({"action": "unsubscribe", "of": [named("lobby")]});
    assert_eq!(gone.request(unsubscribe).await["ok"], json!({}));
    let before = asked("bad");
    wait_until(|| asked("other") >= 5).await;
    // Once where the pause had begun.
    assert!(asked("bad") <= before + 1);
    heal(&server);
    assert_eq!(next_bundle(&mut other).await["lobby"], json!([]));
    gone.expect_silence().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_part_that_fails_is_tried_again_and_its_neighbours_are_told_meanwhile() {
    let (sender, mut pushes) = unbounded_channel();
    let server = Running::start_with(|builder| builder.observe(Reads(sender))).await;
    let mut client = server.try_open(&[("x-guest", "bad")]).await.expect("a socket");
    assert_eq!(client.subscribe(named("hall")).await["bundle"]["host"], "ada");
    while pushes.try_recv().is_ok() {}
    fail(&server, Failing::Read);
    server.call("take_seat", json!({"name": "a"})).await;
    let told = next_bundle(&mut client).await;
    assert_eq!(told["$errors"]["host"]["code"], "INTERNAL_ERROR", "{told}");
    assert_eq!(told["seats"], json!(["a"]));
    // What was told is not told again, and what heals is pushed without another change.
    let reads = server.reads();
    wait_until(|| server.reads() >= reads + 3).await;
    client.expect_silence().await;
    assert_eq!(pushes.recv().await, Some(("hall", 1)));
    assert!(pushes.try_recv().is_err());
    heal(&server);
    let whole = next_bundle(&mut client).await;
    assert_eq!((&whole["host"], &whole["$errors"]), (&json!("ada"), &Value::Null));
    // Changes do not wait for the pauses between the attempts, which grow to half a minute.
    fail(&server, Failing::Read);
    for count in 2..14 {
        server.call("take_seat", json!({"name": "b"})).await;
        let told = next_bundle(&mut client).await;
        assert_eq!(told["seats"].as_array().unwrap().len(), count, "{told}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_subscription_that_begins_with_a_part_gets_the_rest_when_it_can_be_read() {
    let (server, mut client) = start().await;
    fail(&server, Failing::Read);
    let answer = client.subscribe(named("hall")).await;
    assert_eq!(answer["bundle"]["seats"], json!([]), "{answer}");
    assert_eq!(answer["bundle"]["$errors"]["host"]["code"], "INTERNAL_ERROR");
    heal(&server);
    let whole = next_bundle(&mut client).await;
    assert_eq!((&whole["host"], &whole["$errors"]), (&json!("ada"), &Value::Null));
}
