//! A call with an idempotency key runs once, however often it is sent.

use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use serde_json::{Value, json};

use crate::running::Running;

fn call(key: &str, by: usize) -> Request<String> {
    let body = json!({"fn": "count", "args": {"by": by}}).to_string();
    Request::post("/call/").header("idempotency-key", key).body(body).unwrap()
}

fn body(response: &Response<Bytes>) -> Value {
    serde_json::from_slice(response.body()).unwrap()
}

#[tokio::test]
async fn a_repetition_joins_the_run_and_gets_its_answer_later_too() {
    let server = Running::start().await;
    let api = server.api().clone();
    let first = tokio::spawn({
        let api = api.clone();
        async move { api.answer(call("a", 1)).await }
    });
    server.gate().entered().await;
    let again = tokio::spawn({
        let api = api.clone();
        async move { api.answer(call("a", 1)).await }
    });
    server.gate().open();
    let (first, again) = (first.await.unwrap(), again.await.unwrap());
    assert_eq!(body(&first)["result"], 1);
    assert_eq!((first.headers(), first.body()), (again.headers(), again.body()));
    let later = api.answer(call("a", 1)).await;
    assert_eq!((first.headers(), first.body()), (later.headers(), later.body()));
}

#[tokio::test]
async fn a_run_goes_on_after_its_caller_and_is_joined() {
    let server = Running::start().await;
    let api = server.api().clone();
    let lost = tokio::spawn({
        let api = api.clone();
        async move { api.answer(call("a", 1)).await }
    });
    server.gate().entered().await;
    lost.abort();
    assert!(lost.await.unwrap_err().is_cancelled());
    assert_eq!(api.detached_mutations(), 1);
    let again = tokio::spawn({
        let api = api.clone();
        async move { api.answer(call("a", 1)).await }
    });
    server.gate().open();
    assert_eq!(body(&again.await.unwrap())["result"], 1);
    assert_eq!(api.detached_mutations(), 0);
}

#[tokio::test]
async fn a_call_over_the_time_limit_is_joined_by_its_repetition() {
    let server = Running::start_with(|builder| builder.time_limit(Duration::from_millis(50))).await;
    let late = server.api().answer(call("a", 1)).await;
    assert_eq!((late.status().as_u16(), &body(&late)["error"]["code"]), (504, &json!("TIMEOUT")));
    server.gate().open();
    let mut again = server.api().answer(call("a", 1)).await;
    // On a busy machine the run may take longer once more.
    while again.status() == 504 {
        again = server.api().answer(call("a", 1)).await;
    }
    assert_eq!(body(&again)["result"], 1);
}

#[tokio::test]
async fn a_key_with_other_arguments_is_refused() {
    let server = Running::start().await;
    server.gate().open();
    assert_eq!(server.api().answer(call("a", 1)).await.status(), 200);
    let other = server.api().answer(call("a", 2)).await;
    assert_eq!(other.status(), 422);
    assert_eq!(body(&other)["error"]["code"], "VALIDATION_ERROR");
    server.gate().open();
    assert_eq!(body(&server.api().answer(call("b", 2)).await)["result"], 3);
}

/// A client that sends a call again may write its JSON anew: names in another order, other spaces, another escape.
#[tokio::test]
async fn arguments_in_another_order_are_the_same_arguments() {
    let server = Running::start().await;
    let mut answers = Vec::new();
    for args in [
        r#"{"user_id": 5, "to": {"from": 1, "to": 2}}"#,
        r#"{"to":{"to":2,"from":1},"user_id":5}"#,
        r#"{"t\u006f": {"from": 1, "to": 2}, "user_id": 5}"#,
    ] {
        let body = format!(r#"{{"fn": "pass_on", "args": {args}}}"#);
        let request = Request::post("/call/").header("idempotency-key", "a").body(body).unwrap();
        answers.push(server.api().answer(request).await);
    }
    let [first, others @ ..] = &answers[..] else { panic!("no answer") };
    assert_eq!(body(first)["result"], 7);
    // A second run would have advanced the clocks that the answer tells of.
    assert!(body(first)["v"]["user"].is_string());
    for again in others {
        assert_eq!((first.headers(), first.body()), (again.headers(), again.body()));
    }
}

#[tokio::test]
async fn a_key_that_is_none_is_refused() {
    let server = Running::start().await;
    for key in ["", &"x".repeat(256)] {
        assert_eq!(server.api().answer(call(key, 1)).await.status(), 400);
    }
}

#[tokio::test]
async fn one_key_of_two_callers_is_two() {
    let server = Running::start().await;
    let callers = [
        ("authorization", "Bearer ada", "Ada whispers hush"),
        ("cookie", "user=grace", "Grace whispers hush"),
    ];
    for (header, identity, expected) in callers {
        let call = json!({"fn": "whisper", "args": {"text": "hush"}}).to_string();
        let request = Request::post("/call/").header("idempotency-key", "a");
        let request = request.header("sec-fetch-site", "same-origin").header(header, identity);
        let answer = server.api().answer(request.body(call).unwrap()).await;
        assert_eq!(body(&answer)["result"], expected);
    }
}

#[tokio::test]
async fn a_call_that_found_no_place_can_be_sent_again() {
    let server = Running::start_with(|builder| builder.detached_limit(1)).await;
    let api = server.api().clone();
    let lost = tokio::spawn({
        let api = api.clone();
        async move { api.answer(call("a", 1)).await }
    });
    server.gate().entered().await;
    lost.abort();
    assert!(lost.await.unwrap_err().is_cancelled());
    assert_eq!(api.answer(call("b", 1)).await.status(), 503);
    server.gate().open();
    assert_eq!(body(&api.answer(call("a", 1)).await)["result"], 1);
    server.gate().open();
    assert_eq!(body(&api.answer(call("b", 1)).await)["result"], 2);
}
