//! A kept page, beside the same bytes from memory: requests a second over 64 connections.

use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use crate::servers::{Server, written};
use crate::{Goal, Row, TURNS, median};

const CONNECTIONS: usize = 64;
const TURN: Duration = Duration::from_millis(700);

pub(crate) async fn measure(path: &'static str) -> Row {
    let mizan = Server::start("kept");
    let (cache, page) = loop {
        // What a page without a context reads is known once it has run.
        let answer = ask(&mizan, path).await;
        if answer.0.as_deref() == Some("HIT") {
            break answer;
        }
    };
    assert_eq!(cache.as_deref(), Some("HIT"));
    let name = path.replace('/', "-");
    let file = written(&format!("page{name}.html"), page.as_bytes());
    let by_hand = Server::start(file.to_str().expect("a path"));
    assert_eq!(ask(&by_hand, path).await.1, page);
    let mut turns = Vec::new();
    for _ in 0..TURNS {
        turns.push([count(&mizan, path).await, count(&by_hand, path).await]);
    }
    let [kept, memory] = median(turns);
    Row {
        name: if path == "/rows" { "a kept page, large" } else { "a kept page, small" },
        mizan: format!("{kept:.0}/s"),
        beside: format!("{memory:.0}/s"),
        figure: kept / memory,
        goal: Goal::AtLeast(0.8),
    }
}

async fn ask(server: &Server, path: &str) -> (Option<String>, String) {
    let response = reqwest::get(format!("http://{}{path}", server.address)).await.expect("a page");
    let cache = response.headers().get("x-mizan-cache");
    let cache = cache.map(|cache| cache.to_str().expect("a text").to_owned());
    (cache, response.text().await.expect("a text"))
}

/// The answers a second.
async fn count(server: &Server, path: &str) -> f64 {
    let mut clients = JoinSet::new();
    for _ in 0..CONNECTIONS {
        let stream = TcpStream::connect(&server.address).await.expect("a connection");
        let request = format!("GET {path} HTTP/1.1\r\nhost: localhost\r\n\r\n");
        clients.spawn(ask_on(stream, request));
    }
    let answered: usize = clients.join_all().await.into_iter().sum();
    answered as f64 / TURN.as_secs_f64()
}

async fn ask_on(mut stream: TcpStream, request: String) -> usize {
    stream.set_nodelay(true).expect("a socket");
    let (end, mut answered, mut response) = (Instant::now() + TURN, 0, Vec::new());
    while Instant::now() < end {
        stream.write_all(request.as_bytes()).await.expect("a server");
        response.clear();
        let mut whole = None;
        while whole != Some(response.len()) {
            stream.read_buf(&mut response).await.expect("an answer");
            whole = whole.or_else(|| length_of(&response));
        }
        answered += 1;
    }
    answered
}

/// The bytes of an answer whose head is there.
fn length_of(response: &[u8]) -> Option<usize> {
    let head = response.windows(4).position(|four| four == b"\r\n\r\n")?;
    let text = str::from_utf8(&response[..head]).expect("a head of text");
    assert!(text.starts_with("HTTP/1.1 200 OK"), "{text}");
    let length = text.lines().find_map(|line| line.strip_prefix("content-length: "));
    Some(head + 4 + length?.parse::<usize>().expect("a length"))
}
