//! Subscribing and each push are guarded like a read, with who is asking now.

use serde_json::{Value, json};

use crate::application::Me;
use crate::running::Running;

fn inbox() -> Value {
    json!({"context": "inbox", "params": {}})
}

fn reports() -> Value {
    json!({"context": "reports", "params": {}})
}

#[tokio::test(flavor = "multi_thread")]
async fn everyone_gets_what_is_theirs() {
    let server = Running::start().await;
    let (mut ada, mut eve) = (server.open_as("ada").await, server.open_as("eve").await);
    let mut nobody = server.open().await;
    assert_eq!(ada.subscribe(inbox()).await["bundle"]["mails"], json!(["for 1"]));
    assert_eq!(eve.subscribe(inbox()).await["bundle"]["mails"], json!(["for 2"]));
    assert_eq!(nobody.subscribe(inbox()).await["error"]["code"], "UNAUTHORIZED");
    assert_eq!(eve.subscribe(reports()).await["error"]["code"], "FORBIDDEN");
    assert_eq!(ada.subscribe(reports()).await["bundle"]["reports"], json!([]));
    server.call("send_mail", json!({"to": 2, "text": "hello"})).await;
    assert_eq!(eve.next().await["bundle"]["mails"], json!(["hello", "for 2"]));
    // Ada's bundle is what it was.
    ada.expect_silence().await;
    server.call("add_report", json!({"text": "r"})).await;
    assert_eq!(ada.next().await["bundle"]["reports"], json!(["r"]));
    eve.expect_silence().await;
    nobody.expect_silence().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_user_with_several_sockets_is_one_audience() {
    let server = Running::start().await;
    let (mut one, mut other) = (server.open_as("ada").await, server.open_as("ada").await);
    one.subscribe(inbox()).await;
    other.subscribe(inbox()).await;
    let reads = server.reads();
    server.call("send_mail", json!({"to": 1, "text": "hello"})).await;
    for client in [&mut one, &mut other] {
        assert_eq!(client.next().await["bundle"]["mails"], json!(["hello", "for 1"]));
    }
    assert_eq!(server.reads(), reads + 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_right_that_is_lost_ends_the_subscription() {
    let server = Running::start().await;
    let mut ada = server.open_as("ada").await;
    ada.subscribe(reports()).await;
    ada.subscribe(inbox()).await;
    server.tokens.allow("ada", Me { id: 1, is_staff: false });
    let event = ada.next().await;
    let event = if event["context"] == "reports" { event } else { ada.next().await };
    assert_eq!(event["error"]["code"], "FORBIDDEN", "{event}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_runs_out_ends_what_needs_it() {
    let server = Running::start().await;
    let mut ada = server.open_as("ada").await;
    ada.subscribe(inbox()).await;
    let board = json!({"context": "board", "params": {"board_id": 5}});
    server.tokens.revoke("ada");
    let event = ada.next().await;
    assert_eq!(
        (&event["context"], &event["error"]["code"]),
        (&json!("inbox"), &json!("UNAUTHORIZED"))
    );
    assert_eq!(ada.next().await, json!({"event": "unauthorized"}));
    // A token that is not valid is refused where it is looked at, also for what is open to all.
    assert_eq!(ada.subscribe(board.clone()).await["error"], Value::Null);
    server.tokens.allow("new", Me { id: 1, is_staff: true });
    let renewed = ada.request(json!({"action": "auth", "token": "new"})).await;
    assert_eq!(renewed["ok"], json!({}), "{renewed}");
    assert_eq!(ada.subscribe(inbox()).await["bundle"]["mails"], json!(["for 1"]));
    let refused = ada.request(json!({"action": "auth", "token": "wrong"})).await;
    assert_eq!(refused["error"]["code"], "UNAUTHORIZED");
    assert_eq!(ada.call("whoami", json!({})).await["ok"]["result"], 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_else_ends_what_the_first_had_subscribed() {
    let server = Running::start().await;
    let mut client = server.open_as("ada").await;
    client.subscribe(inbox()).await;
    client.ask(json!({"action": "auth", "token": "eve"})).await;
    let mut frames = vec![client.next().await, client.next().await, client.next().await];
    frames.retain(|frame| frame["context"] == "inbox");
    assert_eq!(frames[0]["error"]["code"], "UNAUTHORIZED", "{frames:?}");
    assert_eq!(client.subscribe(inbox()).await["bundle"]["mails"], json!(["for 2"]));
    server.call("send_mail", json!({"to": 1, "text": "secret"})).await;
    client.expect_silence().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_upgrade_demands_the_proof_of_a_call() {
    let server = Running::start().await;
    for headers in [
        vec![("origin", "https://evil.example")],
        vec![("sec-fetch-site", "cross-site")],
        vec![("sec-fetch-site", "same-site")],
        vec![("origin", "null")],
        vec![("cookie", "id=5")],
        vec![("origin", "https://evil.example"), ("authorization", "Bearer ada")],
    ] {
        let (status, body) = server.try_open(&headers).await.err().expect("a refusal");
        assert_eq!(status, 403, "{headers:?}");
        let body: Value = serde_json::from_str(&body).unwrap();
        assert_eq!(body["error"]["kind"], "CSRF");
    }
    let (status, _) = server.try_open(&[("authorization", "Bearer wrong")]).await.err().unwrap();
    assert_eq!(status, 401);
    assert!(server.try_open(&[("sec-fetch-site", "same-origin")]).await.is_ok());
    let trusting = Running::start_with(|it| it.trust_origin("https://app.example")).await;
    assert!(trusting.try_open(&[("origin", "https://app.example")]).await.is_ok());
}
