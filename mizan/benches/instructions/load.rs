//! Requests per second over loopback: a few connections, each with one request after the other.

use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use http_body_util::BodyExt;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

const CONNECTIONS: usize = 16;
const DURATION: Duration = Duration::from_secs(2);

/// Serves an application, and counts what it answers to one request.
pub(crate) fn count(app: Router, request: Request<Body>) -> f64 {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        tokio::spawn(async { axum::serve(listener, app).await });
        let request = write(request).await;
        let mut clients = JoinSet::new();
        for _ in 0..CONNECTIONS {
            let stream = TcpStream::connect(address).await.expect("a connection");
            clients.spawn(ask(stream, request.clone()));
        }
        let answered: usize = clients.join_all().await.into_iter().sum();
        answered as f64 / DURATION.as_secs_f64()
    })
}

/// A request as it travels.
async fn write(request: Request<Body>) -> Vec<u8> {
    let (parts, body) = request.into_parts();
    let mut text = format!("{} {} HTTP/1.1\r\nhost: localhost\r\n", parts.method, parts.uri);
    for (name, value) in &parts.headers {
        text += &format!("{name}: {}\r\n", value.to_str().expect("a text"));
    }
    let body = body.collect().await.expect("a body").to_bytes();
    [text.as_bytes(), b"\r\n", &body].concat()
}

async fn ask(mut stream: TcpStream, request: Vec<u8>) -> usize {
    stream.set_nodelay(true).expect("a socket");
    stream.write_all(&request).await.expect("a server");
    let mut response = read_first(&mut stream).await;
    let (end, mut answered) = (Instant::now() + DURATION, 1);
    while Instant::now() < end {
        stream.write_all(&request).await.expect("a server");
        // The answers to one request are of one length.
        stream.read_exact(&mut response).await.expect("a response");
        assert!(response.starts_with(b"HTTP/1.1 200 OK"));
        answered += 1;
    }
    answered
}

async fn read_first(stream: &mut TcpStream) -> Vec<u8> {
    let mut response = Vec::new();
    while !is_whole(&response) {
        stream.read_buf(&mut response).await.expect("a response");
    }
    response
}

fn is_whole(response: &[u8]) -> bool {
    let text = String::from_utf8_lossy(response);
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return false };
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    length.is_some_and(|length| length.parse() == Ok(body.len()))
}
