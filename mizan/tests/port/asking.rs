//! Requests with answers of their own, and what a port lends.

use http::HeaderValue;
use http::header::{ACCEPT_LANGUAGE, AUTHORIZATION};
use mizan::port::{Frame, open};
use serde_json::json;

use crate::application::{Me, Window, api, ask, next, rpc, text};

#[tokio::test]
async fn an_answer_waits_for_no_other() {
    let (port, _events) = open(&api()).connect().await.unwrap();
    let slow = port.clone();
    let slow = tokio::spawn(async move { slow.ask(rpc(1, "slow", json!({}))).await });
    let answer = ask(&port, rpc(2, "echo", json!({"text": "quick"}))).await;
    assert_eq!(answer, json!({"id": 2, "ok": {"result": "quick", "invalidate": []}}));
    assert!(!slow.is_finished());
}

#[tokio::test]
async fn a_request_of_an_id_that_runs_is_refused_and_the_first_is_answered() {
    let (port, _events) = open(&api()).connect().await.unwrap();
    let first = port.clone();
    let first = tokio::spawn(async move { ask(&first, rpc(1, "slow", json!({}))).await });
    tokio::task::yield_now().await;
    let second = ask(&port, rpc(1, "echo", json!({"text": "x"}))).await;
    assert_eq!(second["error"]["message"], "A request with the `id` 1 runs already.");
    port.send(text(json!({"action": "cancel", "of": 1}))).await.unwrap();
    assert_eq!(first.await.unwrap()["error"]["code"], "CANCELLED");
}

#[tokio::test]
async fn answers_that_events_belong_to_come_among_them() {
    let (port, mut events) = open(&api()).connect().await.unwrap();
    let of = json!([{"context": "book", "params": {}}]);
    let subscribe = text(json!({"id": 1, "action": "subscribe", "of": of}));
    assert_eq!(port.ask(subscribe).await, Ok(None));
    assert_eq!(next(&mut events).await["ok"][0]["bundle"]["notes"], json!([]));
    ask(&port, rpc(2, "add_note", json!({"text": "tea"}))).await;
    assert_eq!(next(&mut events).await["bundle"]["notes"], json!(["tea"]));
    assert_eq!(port.ask(rpc(3, "count", json!({"to": 2}))).await, Ok(None));
    let lines = [next(&mut events).await, next(&mut events).await, next(&mut events).await];
    let expected = [json!({"id": 3, "item": 0}), json!({"id": 3, "item": 1})];
    assert_eq!(lines[..2], expected);
    assert_eq!(lines[2]["end"], json!(true));
}

#[tokio::test]
async fn each_port_lends_what_is_its_own() {
    let api = api();
    let mut ports = Vec::new();
    for title in ["one", "two"] {
        ports.push(open(&api).lend(Window(title)).connect().await.unwrap());
    }
    let of = json!([{"context": "shown", "params": {}}]);
    for ((port, events), title) in ports.iter_mut().zip(["one", "two"]) {
        let answer = ask(port, rpc(1, "title", json!({}))).await;
        assert_eq!(answer["ok"]["result"], title);
        let subscribe = json!({"id": 2, "action": "subscribe", "of": of});
        port.send(text(subscribe)).await.unwrap();
        let shown = &next(events).await["ok"][0]["bundle"]["shown"];
        assert_eq!(shown, &json!(format!("{title}: 0")));
    }
}

#[tokio::test]
async fn what_nothing_lends_is_told_from_what_need_not_be_there() {
    let (port, _events) = open(&api()).connect().await.unwrap();
    let answer = ask(&port, rpc(1, "title", json!({}))).await;
    assert_eq!(answer["error"]["code"], "NOT_IMPLEMENTED");
    let answer = ask(&port, rpc(2, "title_if_any", json!({}))).await;
    assert_eq!(answer["ok"]["result"], json!(null));
    let fetch = json!({"id": 3, "action": "fetch", "context": "shown", "params": {}});
    assert_eq!(ask(&port, text(fetch)).await["error"]["code"], "NOT_IMPLEMENTED");
    // Over HTTP nothing lends it either.
    let call = http::Request::post("/call/").body(r#"{"fn":"title","args":{}}"#.to_owned());
    assert_eq!(api().answer(call.unwrap()).await.status(), 501);
}

#[tokio::test]
async fn who_is_behind_a_port_is_named() {
    let api = api();
    let (nobody, _events) = open(&api).connect().await.unwrap();
    let answer = ask(&nobody, rpc(1, "my_name", json!({}))).await;
    assert_eq!(answer["error"]["code"], "UNAUTHORIZED");
    let ada = Me { name: "Ada".to_owned() };
    let (port, _events) = open(&api).identity(ada).connect().await.unwrap();
    assert_eq!(ask(&port, rpc(1, "my_name", json!({}))).await["ok"]["result"], "Ada");

    #[derive(mizan::Identity)]
    struct Other(#[mizan(id)] u8);
    let unknown = open(&api).identity(Other(1)).connect().await.err().expect("it is refused");
    assert!(unknown.message().contains("mizan::auth::named"), "{unknown}");
}

#[tokio::test]
async fn headers_are_those_of_every_request() {
    let api = api();
    let arabic = open(&api).header(ACCEPT_LANGUAGE, HeaderValue::from_static("ar"));
    let (port, _events) = arabic.connect().await.unwrap();
    for id in 1..3 {
        assert_eq!(ask(&port, rpc(id, "language", json!({}))).await["ok"]["result"], "ar");
    }
    // No provider takes it, as over HTTP.
    let token = open(&api).header(AUTHORIZATION, HeaderValue::from_static("Bearer x"));
    assert!(token.connect().await.is_ok());
}

#[tokio::test]
async fn a_client_learns_if_it_speaks_the_same_version() {
    let (port, _events) = open(&api()).connect().await.unwrap();
    let hello = |id, protocol| text(json!({"id": id, "action": "hello", "protocol": protocol}));
    assert_eq!(ask(&port, hello(1, json!(1))).await, json!({"id": 1, "ok": {"protocol": 1}}));
    let other = ask(&port, hello(2, json!(2))).await;
    assert_eq!(other["error"]["code"], "STALE_CLIENT");
    let message = "The client speaks version 2 of the protocol, and the server version 1.\nBuild the \
                   client with the version of Mizan that the server has.";
    assert_eq!(other["error"]["message"], message);
    let nothing = ask(&port, hello(3, json!(null))).await;
    assert_eq!(nothing["error"]["code"], "BAD_REQUEST");
}

#[tokio::test]
async fn what_is_no_frame_is_answered_and_costs_nothing_else() {
    let (port, mut events) = open(&api()).connect().await.unwrap();
    for frame in ["", "[]", "{", "\"x\"", "{\"id\":1}", "\u{fffd}", "{\"action\":\"dance\"}"] {
        assert_eq!(port.ask(Frame::text(frame)).await.unwrap_or_default(), None, "{frame}");
        assert_eq!(next(&mut events).await["error"]["code"], "BAD_REQUEST", "{frame}");
    }
    port.send(Frame::text(&b"\xff\xfe"[..])).await.unwrap();
    assert_eq!(next(&mut events).await["error"]["code"], "BAD_REQUEST");
    for bytes in [&b""[..], b"{\"id\":1}"] {
        port.send(Frame::Binary(bytes.into())).await.unwrap();
    }
    assert_eq!(next(&mut events).await["error"]["code"], "BAD_REQUEST");
    let dance = ask(&port, text(json!({"id": 5, "action": "dance"}))).await;
    assert_eq!((&dance["id"], &dance["error"]["code"]), (&json!(5), &json!("BAD_REQUEST")));
    let long = ask(&port, rpc(6, "echo", json!({"text": "x".repeat(3 << 20)}))).await;
    assert_eq!((&long["id"], &long["error"]["code"]), (&json!(6), &json!("PAYLOAD_TOO_LARGE")));
    assert_eq!(ask(&port, rpc(7, "echo", json!({"text": "x"}))).await["ok"]["result"], "x");
}

#[tokio::test]
async fn who_begins_anew_has_nothing_of_before() {
    let (port, mut events) = open(&api()).connect().await.unwrap();
    let of = json!([{"context": "book", "params": {}}]);
    port.send(text(json!({"id": 1, "action": "subscribe", "of": of}))).await.unwrap();
    next(&mut events).await;
    let slow = tokio::spawn({
        let port = port.clone();
        async move { ask(&port, rpc(2, "slow", json!({}))).await }
    });
    tokio::task::yield_now().await;
    assert_eq!(ask(&port, text(json!({"id": 3, "action": "reset"}))).await["ok"], json!({}));
    assert!(!slow.is_finished(), "what runs goes on");
    ask(&port, rpc(4, "add_note", json!({"text": "tea"}))).await;
    port.send(text(json!({"id": 5, "action": "hello", "protocol": 1}))).await.unwrap();
    assert_eq!(next(&mut events).await["id"], json!(5), "no push comes before");
    assert_eq!(slow.await.unwrap()["error"]["code"], "CANCELLED");
}
