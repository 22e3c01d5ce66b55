//! Two spellings of one value name one instance of a context, and a bundle that is still the same
//! does not travel again.

use serde_json::{Value, json};

use crate::running::Running;

async fn call(server: &Running, body: &Value) -> Value {
    let sent = server.request("POST", "/call/").body(body.to_string()).send().await.unwrap();
    serde_json::from_str(&sent.text().await.unwrap()).unwrap()
}

/// A day as `new Date().toISOString()` writes it, and as the server writes it again.
const SPELLED: &str = "2024-01-01T00:00:00.000Z";
const NORMAL: &str = "2024-01-01T00:00:00Z";

#[tokio::test]
async fn a_bundle_tells_the_normal_form_of_its_parameters() {
    let server = Running::start().await;
    let spelled = server.get(&format!("/ctx/day/?at={SPELLED}&level=01.10&$only=events")).await;
    assert_eq!(spelled["$p"], json!({"at": NORMAL, "level": 1.1}));
    let normal = server.get(&format!("/ctx/day/?at={NORMAL}&level=1.1&$only=events")).await;
    assert_eq!(normal.get("$p"), None);
    assert_eq!(normal["$h"], spelled["$h"], "the bundles are the same");
}

#[tokio::test]
async fn a_spelling_is_refreshed_like_the_normal_form() {
    let server = Running::start().await;
    let instance = |at: &str| json!({"context": "day", "params": {"at": at, "level": 1.1}});
    let reply = call(
        &server,
        &json!({"fn": "plan", "args": {"at": NORMAL, "event": "tea"},
                "mounted": [instance(SPELLED), instance("2024-01-01T01:00:00+01:00"),
                            instance("2024-01-02T00:00:00Z")]}),
    )
    .await;
    let contexts = reply["contexts"].as_array().unwrap();
    let refreshed: Vec<&Value> = contexts.iter().map(|it| &it["params"]["at"]).collect();
    assert_eq!(refreshed, [SPELLED, "2024-01-01T01:00:00+01:00"]);
    for context in contexts {
        assert_eq!(context["bundle"]["$p"], json!({"at": NORMAL}));
        assert_eq!(context["bundle"]["events"], json!(["tea"]));
    }
}

#[tokio::test]
async fn a_bundle_that_is_still_the_same_does_not_travel_again() {
    let server = Running::start().await;
    let held = server.get("/ctx/user/?user_id=5").await;
    let call_with = |h: &Value, name: &str| {
        json!({"fn": "rename_user", "args": {"user_id": 5, "name": name},
               "mounted": [{"context": "user", "params": {"user_id": 5}, "h": h}]})
    };
    let reply = call(&server, &call_with(&held["$h"], "Ada")).await;
    assert_eq!(
        reply["contexts"],
        json!([{"context": "user", "params": {"user_id": 5}, "same": true, "v": reply["v"]["user"]}])
    );
    let reply = call(&server, &call_with(&held["$h"], "Grace")).await;
    assert_eq!(reply["contexts"][0]["bundle"]["user_profile"]["name"], "Grace");
    assert_ne!(reply["contexts"][0]["bundle"]["$h"], held["$h"]);
}

#[tokio::test]
async fn a_long_list_of_mounted_contexts_costs_no_more_than_its_parsing() {
    let server = Running::start_with(|builder| builder.body_limit(4 << 20)).await;
    let instance = json!({"context": "search", "params": {"text": "x".repeat(50)}});
    let mounted = vec![instance; 24_000];
    let args = json!({"text": "y".repeat(100_000), "ratio": 1.0, "note": {"id": 1}});
    let body = json!({"fn": "index", "args": args, "mounted": mounted}).to_string();
    let reply = server.request("POST", "/call/").body(body).send().await.unwrap();
    let invalidate = reply.headers()["x-mizan-invalidate"].to_str().unwrap().to_owned();
    assert_eq!(invalidate, "search", "a long scope is left out of the header");
    let reply: Value = serde_json::from_str(&reply.text().await.unwrap()).unwrap();
    assert_eq!(reply.get("contexts"), None);
}
