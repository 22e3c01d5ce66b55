//! Bundles are ordered by their versions.

use serde_json::{Value, json};

use crate::application::Slow;
use crate::running::Running;

fn version(bundle: &Value) -> (String, u64) {
    let (instance, number) = bundle["$v"].as_str().unwrap().split_once(':').unwrap();
    (instance.to_owned(), number.parse().unwrap())
}

#[tokio::test]
async fn a_mutation_makes_the_next_version_younger() {
    let server = Running::start().await;
    let read = async || version(&server.get("/ctx/user/?user_id=5").await);
    let before = read().await;
    assert_eq!(read().await, before);
    server.call("rename_user", json!({"user_id": 5, "name": "Grace"})).await;
    let after = read().await;
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
    let read = || {
        let slow = server.request("GET", "/ctx/slow/");
        tokio::spawn(async move {
            serde_json::from_str::<Value>(&slow.send().await.unwrap().text().await.unwrap())
                .unwrap()
        })
    };
    let slow = read();
    server.gate().entered().await;
    server.api().invalidate(&Slow).await;
    server.gate().open();
    let slow = slow.await.unwrap();
    let token = slow["$v"].as_str().unwrap();
    assert!(token.ends_with(":0~"), "it may have seen the change: {token}");
    let again = read();
    server.gate().entered().await;
    server.gate().open();
    let again = again.await.unwrap();
    assert_eq!(again["$v"], token.replace(":0~", ":1"));
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

/// The tokens that a mutation answers, by context.
fn versions(reply: &Value) -> Vec<(String, String)> {
    let versions = reply["v"].as_object().unwrap();
    versions
        .iter()
        .map(|(name, token)| (name.clone(), token.as_str().unwrap().to_owned()))
        .collect()
}

#[tokio::test]
async fn a_mutation_advances_the_clocks_of_what_it_affects_and_no_others() {
    let server = Running::start().await;
    let (feed, global) = (server.get("/ctx/feed/").await, server.get("/ctx/global/").await);
    assert_ne!(version(&feed).0, version(&global).0, "each context has a clock of its own");
    let reply = server.call("rename_user", json!({"user_id": 5, "name": "Grace"})).await;
    let contexts: Vec<String> = versions(&reply).into_iter().map(|(name, _)| name).collect();
    assert_eq!(contexts, ["user"]);
    assert_eq!(server.get("/ctx/feed/").await["$v"], feed["$v"]);
    assert_eq!(server.get("/ctx/user/?user_id=5").await["$v"], reply["v"]["user"]);
}

#[tokio::test]
async fn a_failure_advances_no_clock_and_a_panic_does() {
    let server = Running::start().await;
    let before = version(&server.get("/ctx/user/?user_id=5").await);
    server.call("rename_user", json!({"user_id": 5, "name": ""})).await;
    assert_eq!(version(&server.get("/ctx/user/?user_id=5").await), before);
    // It panics, and may have changed something before.
    server.call("order", json!({"user_id": 0, "articles": []})).await;
    assert_eq!(version(&server.get("/ctx/user/?user_id=5").await).1, before.1 + 1);
}

#[tokio::test]
async fn a_read_beside_a_mutation_claims_less() {
    let server = Running::start().await;
    let call = json!({"fn": "sign_when_told", "args": {"name": "Grace"}}).to_string();
    let call = server.request("POST", "/call/").body(call);
    let running = tokio::spawn(async move { call.send().await.unwrap().text().await.unwrap() });
    server.gate().entered().await;
    let beside = server.get("/ctx/feed/").await;
    assert!(beside["$v"].as_str().unwrap().ends_with('~'), "{beside}");
    server.gate().open();
    let reply: Value = serde_json::from_str(&running.await.unwrap()).unwrap();
    let after = server.get("/ctx/feed/").await;
    assert_eq!(after["$v"], reply["v"]["feed"]);
    assert!(!after["$v"].as_str().unwrap().ends_with('~'), "{after}");
}

#[tokio::test]
async fn a_merge_bears_the_version_of_its_mutation() {
    let server = Running::start().await;
    let reply = server.call("set_name", json!({"user_id": 5, "name": "Grace"})).await;
    assert_eq!(reply["merge"][0]["v"], reply["v"]["user"], "{reply}");
    assert_eq!(server.get("/ctx/user/?user_id=5").await["$v"], reply["v"]["user"]);
}

#[tokio::test]
async fn what_is_said_to_be_stale_advances_its_clock_once() {
    let server = Running::start().await;
    let read = async |path: &str| version(&server.get(path).await).1;
    let (user, feed) = ("/ctx/user/?user_id=5", "/ctx/feed/");
    let before = [read(user).await, read(feed).await];
    // It declares both, and says twice which users it means.
    server.call("merge_users", json!({"user_id": 5, "into": 6})).await;
    assert_eq!([read(user).await, read(feed).await], before.map(|number| number + 1));
    let reply = server.call("clear_feed", json!({})).await;
    assert_eq!(read(feed).await, before[1] + 2);
    assert_eq!(server.get(feed).await["$v"], reply["v"]["feed"]);
}

#[tokio::test]
async fn a_bundle_that_comes_with_a_mutation_claims_no_more_than_the_mutation() {
    let server = Running::start().await;
    let call = json!({
        "fn": "sign_when_told",
        "args": {"name": "Grace"},
        "mounted": [{"context": "feed"}],
    });
    let call = server.request("POST", "/call/").body(call.to_string());
    let running = tokio::spawn(async move { call.send().await.unwrap().text().await.unwrap() });
    server.gate().entered().await;
    // It begins and ends while the other runs, so that nothing runs beside the read of the feed.
    server.call("clear_feed", json!({})).await;
    server.gate().open();
    let reply: Value = serde_json::from_str(&running.await.unwrap()).unwrap();
    for token in [&reply["v"]["feed"], &reply["contexts"][0]["bundle"]["$v"]] {
        assert!(token.as_str().unwrap().ends_with('~'), "{reply}");
    }
}
