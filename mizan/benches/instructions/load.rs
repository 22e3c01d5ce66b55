//! Requests per second over loopback: 256 connections, each with one request after the other.

use std::convert::Infallible;
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::http::{Request, Response};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tower_service::Service;

use crate::with_mizan;

const CONNECTIONS: usize = 256;
const DURATION: Duration = Duration::from_secs(2);

/// Serves an application, which is opened in the runtime that serves it, and returns the requests that it answers per second.
pub(crate) fn count<S>(open: impl AsyncFnOnce() -> S, request: Request<Body>) -> f64
where
    S: Service<Request<Incoming>, Response = Response<Body>, Error = Infallible, Future: Send>,
    S: Clone + Send + 'static,
{
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let app = open().await;
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        // Both sides by one server: the difference is that of the applications.
        let server = mizan::axum::serve(listener, app, &with_mizan::api());
        tokio::spawn(server.into_future());
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

/// The bytes of a request.
pub(crate) async fn write(request: Request<Body>) -> Vec<u8> {
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
    let (end, mut answered) = (Instant::now() + DURATION, 0);
    let mut response = Vec::new();
    while Instant::now() < end {
        stream.write_all(&request).await.expect("a server");
        response.clear();
        while !is_whole(&response) {
            stream.read_buf(&mut response).await.expect("a response");
        }
        assert!(response.starts_with(b"HTTP/1.1 200 OK"));
        answered += 1;
    }
    answered
}

/// `true` if the bytes are a whole response. Its length changes with the version that it carries.
pub(crate) fn is_whole(response: &[u8]) -> bool {
    let Some(end) = memchr::memmem::find(response, b"\r\n\r\n") else { return false };
    let head = str::from_utf8(&response[..end]).expect("a head of text");
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    length.is_some_and(|length| length.parse() == Ok(response.len() - end - 4))
}
