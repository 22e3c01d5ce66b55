//! Bundles are ordered by their versions.

use serde_json::{Value, json};

use crate::running::Running;

fn version(bundle: &Value) -> (String, u64) {
    let (instance, number) = bundle["$v"].as_str().unwrap().split_once(':').unwrap();
    (instance.to_owned(), number.parse().unwrap())
}

#[tokio::test]
async fn a_mutation_makes_the_next_version_younger() {
    let server = Running::start().await;
    let before = version(&server.get("/ctx/feed/").await);
    let again = version(&server.get("/ctx/feed/").await);
    assert_eq!(before, again);
    server.call("rename_user", json!({"user_id": 5, "name": "Grace"})).await;
    let after = version(&server.get("/ctx/feed/").await);
    assert_eq!(before.0, after.0);
    assert!(before.1 < after.1);
}

#[tokio::test]
async fn reading_does_not_change_the_version() {
    let server = Running::start().await;
    let before = version(&server.get("/ctx/feed/").await);
    server.call("user_profile", json!({"user_id": 5})).await;
    assert_eq!(version(&server.get("/ctx/feed/").await), before);
}

#[tokio::test]
async fn two_servers_are_two_instances() {
    let (one, two) = (Running::start().await, Running::start().await);
    let (one, two) = (one.get("/ctx/feed/").await, two.get("/ctx/feed/").await);
    assert_ne!(version(&one).0, version(&two).0);
}

#[tokio::test]
async fn a_read_bears_the_version_of_its_beginning() {
    let server = Running::start().await;
    let before = version(&server.get("/ctx/feed/").await);
    let slow = server.request("GET", "/ctx/slow/");
    let slow = tokio::spawn(async move { slow.send().await.unwrap().text().await.unwrap() });
    server.gate().entered().await;
    server.call("rename_user", json!({"user_id": 5, "name": "Grace"})).await;
    server.gate().open();
    let slow: Value = serde_json::from_str(&slow.await.unwrap()).unwrap();
    assert_eq!(version(&slow), before);
}

#[tokio::test]
async fn members_run_concurrently() {
    let server = Running::start().await;
    // Each of the two waits for the other: one after the other they would never end.
    let both = server.get("/ctx/meeting/").await;
    assert_eq!((&both["left"], &both["right"]), (&json!("met"), &json!("met")));
}

#[tokio::test]
async fn what_is_read_again_is_younger_than_the_mutation() {
    let server = Running::start().await;
    let before = version(&server.get("/ctx/feed/").await);
    let body = json!({
        "fn": "order",
        "args": {"user_id": 5, "articles": []},
        "mounted": [{"context": "feed", "params": {}}],
    });
    let sent = server.request("POST", "/call/").body(body.to_string()).send().await.unwrap();
    let reply: Value = serde_json::from_str(&sent.text().await.unwrap()).unwrap();
    let after = version(&reply["contexts"][0]["bundle"]);
    assert_eq!(before.0, after.0);
    assert!(before.1 < after.1);
}
