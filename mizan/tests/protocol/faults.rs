//! Requests that go wrong on their way.

use std::convert::Infallible;
use std::future::Future;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use bytes::Bytes;
use futures_util::{StreamExt, poll, stream};
use http::{Request, Response};
use http_body::Frame;
use http_body_util::StreamBody;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::running::Running;

/// Passes before anything could come over a connection. The tests with this limit ask the server
/// in their own process, where a function begins before its limit does.
const SHORT: Duration = Duration::from_millis(1);

#[tokio::test]
async fn a_body_over_the_limit_is_refused_by_its_length() {
    let server = Running::start().await;
    let body = format!(r#"{{"fn": "fail", "args": {{"kind": "{}"}}}}"#, "x".repeat(5000));
    let response = server.request("POST", "/call/").body(body).send().await.unwrap();
    assert_eq!(response.status(), 413);
    let body = response.text().await.unwrap();
    assert_eq!(
        body,
        r#"{"error":{"code":"PAYLOAD_TOO_LARGE","message":"The body is larger than 4096 bytes."}}"#
    );
}

#[tokio::test]
async fn a_body_that_hides_its_length_is_refused_too() {
    let server = Running::start().await;
    let mut stream = server.connect().await;
    stream
        .write_all(
            b"POST /api/mizan/call/ HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n",
        )
        .await
        .unwrap();
    for _ in 0..5 {
        let chunk = format!("400\r\n{}\r\n", "x".repeat(1024));
        stream.write_all(chunk.as_bytes()).await.unwrap();
    }
    assert!(read_head(&mut stream).await.starts_with("HTTP/1.1 413 "));
}

#[tokio::test]
async fn a_body_in_pieces_arrives_whole() {
    let server = Running::start().await;
    let mut stream = server.connect().await;
    stream
        .write_all(
            b"POST /api/mizan/call/ HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n",
        )
        .await
        .unwrap();
    for piece in [r#"{"fn": "pi"#, r#"ng", "args""#, ": {}}"] {
        let chunk = format!("{:x}\r\n{piece}\r\n", piece.len());
        stream.write_all(chunk.as_bytes()).await.unwrap();
        stream.flush().await.unwrap();
    }
    stream.write_all(b"0\r\n\r\n").await.unwrap();
    assert!(read_head(&mut stream).await.starts_with("HTTP/1.1 200 "));
}

/// A call of a mutation that signs only after its caller has gone.
const SIGN_ALONE: &str = r#"{"fn": "sign_alone", "args": {"name": "Grace"}}"#;

/// A connection on which such a mutation has begun.
async fn begin_to_sign(server: &Running) -> TcpStream {
    let mut stream = server.connect().await;
    let head = format!(
        "POST /api/mizan/call/ HTTP/1.1\r\nhost: a\r\ncontent-length: {}\r\n\r\n{SIGN_ALONE}",
        SIGN_ALONE.len()
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    server.gate().entered().await;
    stream
}

#[tokio::test]
async fn a_mutation_finishes_though_its_client_goes_away() {
    let server = Running::start().await;
    drop(begin_to_sign(&server).await);
    server.gate().left().await;
    assert_eq!(server.get("/ctx/feed/").await["feed_entries"], json!(["Ada", "Grace"]));
}

#[tokio::test]
async fn a_mutation_finishes_though_it_takes_too_long() {
    let server = Running::start_with(|builder| builder.time_limit(SHORT)).await;
    let call = Request::post("/call/").body(SIGN_ALONE.to_owned()).unwrap();
    assert_eq!(server.api().answer(call).await.status(), 504);
    server.gate().left().await;
    assert_eq!(server.get("/ctx/feed/").await["feed_entries"], json!(["Ada", "Grace"]));
}

#[tokio::test]
async fn a_server_that_finishes_waits_for_mutations_without_clients() {
    let server = Running::start().await;
    drop(begin_to_sign(&server).await);
    assert!(server.api().shutdown(Duration::from_secs(10)).await);
    assert_eq!(read(&server, "feed").await.status(), 503);
    assert!(server.users().contains("Grace"));
}

#[tokio::test]
async fn a_read_stops_when_its_client_goes_away() {
    let server = Running::start().await;
    let mut stream = server.connect().await;
    stream.write_all(b"GET /api/mizan/ctx/slow/ HTTP/1.1\r\nhost: a\r\n\r\n").await.unwrap();
    server.gate().entered().await;
    drop(stream);
    server.gate().cancelled().await;
}

#[tokio::test]
async fn a_read_stops_when_it_takes_too_long() {
    let server = Running::start_with(|builder| builder.time_limit(SHORT)).await;
    assert_eq!(read(&server, "slow").await.status(), 504);
    server.gate().cancelled().await;
}

#[tokio::test]
async fn a_body_that_takes_too_long_is_given_up() {
    let server = Running::start_with(|builder| builder.time_limit(SHORT)).await;
    let begin = stream::iter([Ok::<_, Infallible>(Frame::data(Bytes::from_static(b"{")))]);
    let body = StreamBody::new(begin.chain(stream::pending()));
    let response = server.api().answer(Request::post("/call/").body(body).unwrap()).await;
    assert_eq!(response.status(), 400);
    let body: Value = serde_json::from_slice(response.body()).unwrap();
    assert_eq!(body["error"]["message"], "The body took too long to arrive.");
}

#[tokio::test]
async fn requests_over_the_concurrency_limit_wait_for_their_turn() {
    let server = Running::start_with(|builder| builder.concurrency_limit(1)).await;
    // The feed waits for nothing: there is room for it, and it is read at once.
    assert!(
        matches!(poll!(pin!(read(&server, "feed"))), Poll::Ready(feed) if feed.status() == 200)
    );
    let slow = tokio::spawn(read(&server, "slow"));
    server.gate().entered().await;
    let mut waiting = pin!(read(&server, "feed"));
    assert!(poll!(&mut waiting).is_pending(), "it should have waited");
    server.gate().open();
    assert_eq!(slow.await.unwrap().status(), 200);
    assert_eq!(waiting.await.status(), 200);
}

/// Reads a context in the test's own process.
fn read(server: &Running, context: &str) -> impl Future<Output = Response<Bytes>> + use<> {
    let request = Request::get(format!("/ctx/{context}/"));
    server.api().answer(request.body(String::new()).unwrap())
}

#[tokio::test]
async fn an_error_bears_the_name_of_its_request() {
    let server = Running::start().await;
    let named = server.request("GET", "/nowhere/").header("x-request-id", "abc").send().await;
    assert_eq!(named.unwrap().headers()["x-request-id"], "abc");
    let unnamed = server.request("GET", "/nowhere/").send().await.unwrap();
    assert_eq!(unnamed.headers()["x-request-id"].len(), 16);
}

async fn read_head(stream: &mut TcpStream) -> String {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.unwrap());
    }
    String::from_utf8(head).unwrap()
}

fn call(function: &str, args: Value) -> Request<String> {
    let body = json!({"fn": function, "args": args}).to_string();
    Request::post("/call/").body(body).unwrap()
}

/// Long enough for a function to begin, and the end of one that never returns.
const SOON: Duration = Duration::from_millis(50);

#[tokio::test]
async fn a_plain_call_that_never_returns_is_stopped() {
    let server = Running::start_with(|builder| builder.time_limit(SOON).concurrency_limit(1)).await;
    assert_eq!(server.api().answer(call("hang", json!({}))).await.status(), 504);
    server.gate().cancelled().await;
    assert_eq!(read(&server, "feed").await.status(), 200);
}

#[tokio::test]
async fn mutations_that_never_return_cost_themselves_alone() {
    let server = Running::start_with(|builder| {
        builder.time_limit(SOON).concurrency_limit(1).detached_limit(2)
    })
    .await;
    for detached in [1, 2] {
        assert_eq!(server.api().answer(call("count", json!({"by": 1}))).await.status(), 504);
        assert_eq!(server.api().detached_mutations(), detached);
        assert_eq!(read(&server, "feed").await.status(), 200);
    }
    let refused = server.api().answer(call("count", json!({"by": 1}))).await;
    assert_eq!(refused.status(), 503);
    assert_eq!(refused.headers()["retry-after"], "1");
    assert!(!server.api().shutdown(Duration::ZERO).await, "two mutations still run");
    server.gate().open();
    server.gate().open();
}

#[tokio::test]
async fn a_request_waits_for_its_turn_for_a_bounded_time() {
    let server =
        Running::start_with(|builder| builder.concurrency_limit(1).queue_limit(SHORT)).await;
    let slow = tokio::spawn(read(&server, "slow"));
    server.gate().entered().await;
    let refused = read(&server, "feed").await;
    assert_eq!(refused.status(), 503);
    assert_eq!(refused.headers()["retry-after"], "1");
    server.gate().open();
    assert_eq!(slow.await.unwrap().status(), 200);
}

#[tokio::test]
async fn an_answer_to_a_bad_request_stays_small() {
    let server = Running::start_with(|builder| builder.body_limit(4 << 20)).await;
    let unknown: Vec<String> = (0..100_000).map(|number| format!("\"n{number}\":0")).collect();
    let many = format!(r#"{{"fn":"ping","args":{{{}}}}}"#, unknown.join(","));
    let long = json!({"fn": "x".repeat(1 << 20), "args": {}}).to_string();
    let wrong = json!({"fn": "rename_user", "args": {"user_id": "x".repeat(1 << 20), "name": ""}});
    for body in [many, long, wrong.to_string()] {
        let answer = server.api().answer(Request::post("/call/").body(body).unwrap()).await;
        assert!(answer.status().is_client_error());
        assert!(answer.body().len() < 10_000, "{} bytes", answer.body().len());
    }
}

#[tokio::test]
async fn large_bodies_wait_for_memory() {
    let server = Running::start_with(|builder| {
        builder.body_limit(64 << 10).bodies_limit(64 << 10).queue_limit(SHORT)
    })
    .await;
    let start = stream::iter([Ok::<_, Infallible>(Frame::data(Bytes::from_static(b"{")))]);
    let endless = StreamBody::new(start.chain(stream::pending()));
    let mut waiting = pin!(server.api().answer(Request::post("/call/").body(endless).unwrap()));
    assert!(poll!(&mut waiting).is_pending());
    let large = format!("{}{{}}", " ".repeat(32 << 10));
    let refused = server.api().answer(Request::post("/call/").body(large).unwrap()).await;
    assert_eq!(refused.status(), 503);
    let small = server.api().answer(call("ping", json!({}))).await;
    assert_eq!(small.status(), 200, "a small body needs no memory of its own");
}
