//! Many requests at once, some of which panic, sleep or arrive slowly: none is lost.

use std::panic::resume_unwind;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinSet, yield_now};

const CONNECTIONS: u64 = 256;
const REQUESTS: u64 = 40;

#[derive(Default)]
struct Counter {
    sum: AtomicU64,
}

#[mizan::client]
async fn add(counter: &Arc<Counter>, number: u64) -> u64 {
    counter.sum.fetch_add(number, Ordering::SeqCst);
    number
}

#[mizan::client]
async fn nap(number: u64) -> u64 {
    tokio::time::sleep(Duration::from_millis(5)).await;
    number
}

/// Unwinds as a panic does, without its message: 1 280 of them would hide a failed assertion.
#[mizan::client]
async fn fall(number: u64) -> u64 {
    resume_unwind(Box::new(number.to_string()))
}

/// The function that the request of this number calls.
fn function(number: u64) -> &'static str {
    match number % 8 {
        0 => "fall",
        1 => "nap",
        _ => "add",
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_request_is_answered_and_no_sum_is_lost() {
    let counter = Arc::new(Counter::default());
    let api = mizan::Server::builder()
        .provide(Arc::clone(&counter))
        .concurrency_limit(100)
        .build()
        .unwrap();
    let app = axum::Router::new().nest("/api/mizan", mizan::axum::router(api));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let server = tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });

    let mut clients = JoinSet::new();
    for connection in 0..CONNECTIONS {
        clients.spawn(async move {
            let mut stream = TcpStream::connect(address).await.unwrap();
            let mut sum = 0;
            for request in 0..REQUESTS {
                let number = connection * REQUESTS + request;
                sum += ask(&mut stream, number, connection % 16 == 0).await;
            }
            sum
        });
    }
    let added: u64 = clients.join_all().await.into_iter().sum();
    let all = 0..CONNECTIONS * REQUESTS;
    let expected: u64 = all.filter(|number| function(*number) == "add").sum();
    assert_eq!(added, expected);
    assert_eq!(counter.sum.load(Ordering::SeqCst), expected);
    server.abort();
}

/// Sends a request, reads its answer, and tells what it added.
async fn ask(stream: &mut TcpStream, number: u64, is_slow: bool) -> u64 {
    let function = function(number);
    let body = format!(r#"{{"fn": "{function}", "args": {{"number": {number}}}}}"#);
    let length = body.len();
    let request = format!(
        "POST /api/mizan/call/ HTTP/1.1\r\nhost: a\r\ncontent-length: {length}\r\n\r\n{body}"
    );
    let pieces = request.as_bytes().chunks(if is_slow { 7 } else { usize::MAX });
    for piece in pieces {
        stream.write_all(piece).await.unwrap();
        yield_now().await;
    }
    let (status, answer) = read_response(stream).await;
    if function == "fall" {
        assert_eq!(status, 500, "{answer}");
        return 0;
    }
    assert_eq!((status, answer), (200, format!(r#"{{"result":{number},"invalidate":[]}}"#)));
    if function == "add" { number } else { 0 }
}

async fn read_response(stream: &mut TcpStream) -> (u16, String) {
    let mut received = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&received);
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
            if body.len() == length.unwrap().parse::<usize>().unwrap() {
                return (head[9..12].parse().unwrap(), body.to_owned());
            }
        }
        let read = stream.read_buf(&mut received).await.unwrap();
        assert!(read > 0, "the connection was closed");
    }
}
