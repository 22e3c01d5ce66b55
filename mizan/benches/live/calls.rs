//! One call after another over a connection in memory, over HTTP and over a socket.

use std::sync::Arc;

use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};

use crate::board::Board;
use crate::{frames, with_mizan};

/// Room for a request and an answer.
const BUFFER: usize = 16 * 1024;

/// Sends a number of calls.
pub(crate) fn serve(way: &str, calls: usize) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime").block_on(async {
        let api = with_mizan::api(Arc::new(Board::default()));
        let app = mizan::axum::front(&api, "/api/mizan", axum::Router::new());
        let (client, server) = duplex(BUFFER);
        let connection = hyper::server::conn::http1::Builder::new()
            .serve_connection(TokioIo::new(server), TowerToHyperService::new(app))
            .with_upgrades();
        tokio::spawn(connection);
        match way {
            "http" => over_http(client, calls).await,
            _ => over_socket(client, calls).await,
        }
    });
}

/// What a generated client calls, and what it gets.
const FUNCTION: &str = r#""fn":"rename""#;
const ARGS: &str = r#""args":{"name":"Ada Lovelace","user_id":5}"#;
/// The other headers of a call that a browser sends.
const HEADERS: &str = "host: localhost:3000\r\nconnection: keep-alive\r\n\
    user-agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) \
    Chrome/142.0.0.0 Safari/537.36\r\ncontent-type: application/json\r\naccept: */*\r\n\
    origin: http://localhost:3000\r\nsec-fetch-site: same-origin\r\nsec-fetch-mode: cors\r\n\
    sec-fetch-dest: empty\r\nreferer: http://localhost:3000/\r\n\
    accept-encoding: gzip, deflate, br, zstd\r\naccept-language: en-US,en;q=0.9\r\n";
const RESULT: &str = "5 Ada Lovelace";

async fn over_http(mut client: DuplexStream, calls: usize) {
    let body = format!("{{{FUNCTION},{ARGS}}}");
    let length = body.len();
    let request = format!(
        "POST /api/mizan/call/ HTTP/1.1\r\ncontent-length: {length}\r\n{HEADERS}\r\n{body}"
    );
    let first = exchange(&mut client, request.as_bytes(), |answer| {
        answer.ends_with(b"}").then_some(answer.len())
    });
    let first = first.await;
    let (_, body) = first.split_at(memchr::memmem::find(&first, b"\r\n\r\n").expect("a head") + 4);
    let answer: Value = serde_json::from_slice(body).expect("JSON");
    assert_eq!(answer["result"], RESULT);
    repeat(client, request.as_bytes(), &first, calls).await;
}

async fn over_socket(mut client: DuplexStream, calls: usize) {
    let upgrade = frames::upgrade("/api/mizan/ws/");
    let is_head = |answer: &[u8]| answer.ends_with(b"\r\n\r\n").then_some(answer.len());
    let head = exchange(&mut client, upgrade.as_bytes(), is_head).await;
    assert!(head.starts_with(b"HTTP/1.1 101"));
    let request = frames::text(&format!(r#"{{"id":1,"action":"rpc",{FUNCTION},{ARGS}}}"#));
    let is_frame = |answer: &[u8]| frames::read(answer).map(|(_, length)| length);
    let first = exchange(&mut client, &request, is_frame).await;
    let (text, _) = frames::read(&first).expect("a frame");
    let answer: Value = serde_json::from_slice(text).expect("JSON");
    assert_eq!(answer["ok"]["result"], RESULT);
    repeat(client, &request, &first, calls).await;
}

/// Sends the request again and again. Every answer is as long as the first, and ends like it.
async fn repeat(mut client: DuplexStream, request: &[u8], first: &[u8], calls: usize) {
    let mut answer = vec![0; first.len()];
    for _ in 0..calls {
        client.write_all(request).await.expect("a server");
        client.read_exact(&mut answer).await.expect("an answer");
        assert!(answer.ends_with(&first[first.len() - 16..]));
    }
}

/// Sends a request and returns the answer once `end` finds its length.
async fn exchange(
    client: &mut DuplexStream,
    request: &[u8],
    end: impl Fn(&[u8]) -> Option<usize>,
) -> Vec<u8> {
    client.write_all(request).await.expect("a server");
    let mut answer = Vec::new();
    while end(&answer).is_none() {
        client.read_buf(&mut answer).await.expect("an answer");
    }
    answer
}
