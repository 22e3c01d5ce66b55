//! Requests that go wrong on their way.

use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::running::Running;

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

#[tokio::test]
async fn a_mutation_finishes_though_its_client_goes_away() {
    let server = Running::start().await;
    let mut stream = server.connect().await;
    let body = r#"{"fn": "sign_alone", "args": {"name": "Grace"}}"#;
    let head = format!(
        "POST /api/mizan/call/ HTTP/1.1\r\nhost: a\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    server.gate().entered().await;
    drop(stream);
    server.gate().left().await;
    assert_eq!(server.get("/ctx/feed/").await["feed_entries"], json!(["Ada", "Grace"]));
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

async fn read_head(stream: &mut TcpStream) -> String {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.unwrap());
    }
    String::from_utf8(head).unwrap()
}
