//! The clients: sockets that show the board, in the process of the benchmark.

use std::sync::Arc;

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::runtime::Runtime;
use tokio::sync::{Semaphore, mpsc, oneshot};

use crate::frames;
use crate::server::{Server, Side};

/// The connections that are opened at a time.
const OPENED_AT_ONCE: usize = 100;

/// Clients that have the board.
pub(crate) struct Clients {
    runtime: Runtime,
    /// A text for each change that a client gets.
    events: mpsc::UnboundedReceiver<Vec<u8>>,
    sender: mpsc::UnboundedSender<Vec<u8>>,
    count: usize,
    changes: u32,
}

impl Clients {
    pub(crate) fn open(server: &Server, count: usize) -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let (sender, events) = mpsc::unbounded_channel();
        let runtime = runtime.expect("a runtime");
        let mut clients = Self { runtime, events, sender, count: 0, changes: 0 };
        clients.open_more(server, count);
        clients
    }

    /// Opens sockets, each of which shows the board.
    pub(crate) fn open_more(&mut self, server: &Server, count: usize) {
        let (address, side, at_once) =
            (server.address, server.side, Semaphore::new(OPENED_AT_ONCE));
        let at_once = Arc::new(at_once);
        self.runtime.block_on(async {
            let mut opened = Vec::new();
            for _ in 0..count {
                let permit = Arc::clone(&at_once).acquire_owned().await.expect("it is open");
                let (is_open, waits) = oneshot::channel();
                let sender = self.sender.clone();
                tokio::spawn(async move {
                    let stream = TcpStream::connect(address).await.expect("a connection");
                    let client = Client::open(stream, side).await;
                    drop(permit);
                    is_open.send(()).expect("somebody waits");
                    client.listen(sender).await;
                });
                opened.push(waits);
            }
            for waits in opened {
                waits.await.expect("an open socket");
            }
        });
        self.count += count;
    }

    /// Changes the board and waits until every client shows the change.
    pub(crate) fn change(&mut self, server: &Server) {
        self.changes += 1;
        let body = r#"{"fn":"change","args":{"board_id":5}}"#;
        let length = body.len();
        server.ask(&format!(
            "POST /api/mizan/call/ HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\
             content-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
        ));
        let first = self.runtime.block_on(self.events.recv()).expect("an event");
        let title = format!("Card 9 of state {:06}", self.changes);
        assert_eq!(cards(&first)[9]["title"], Value::String(title));
        self.runtime.block_on(async {
            for _ in 1..self.count {
                assert_eq!(self.events.recv().await.expect("an event"), first);
            }
        });
    }
}

/// The cards of an event of any side.
fn cards(event: &[u8]) -> Value {
    let mut event: Value = serde_json::from_slice(event).expect("JSON");
    match event.get("bundle") {
        Some(_) => event["bundle"]["cards"].take(),
        None => event["result"]["data"]["cards"].take(),
    }
}

struct Client {
    stream: TcpStream,
    received: Vec<u8>,
}

impl Client {
    /// Opens a socket and subscribes the board.
    async fn open(stream: TcpStream, side: Side) -> Self {
        stream.set_nodelay(true).expect("a socket");
        let mut client = Self { stream, received: Vec::new() };
        let (path, subscribe) = match side {
            Side::Trpc => (
                "/trpc",
                r#"{"id":1,"jsonrpc":"2.0","method":"subscription","params":{"path":"board","input":5}}"#,
            ),
            _ => (
                "/api/mizan/ws/",
                r#"{"id":1,"action":"subscribe","of":[{"context":"shown","params":{"board_id":5}}]}"#,
            ),
        };
        client.stream.write_all(frames::upgrade(path).as_bytes()).await.expect("a server");
        let end = loop {
            if let Some(end) = memchr::memmem::find(&client.received, b"\r\n\r\n") {
                break end + 4;
            }
            client.receive().await;
        };
        assert!(client.received.starts_with(b"HTTP/1.1 101"));
        client.received.drain(..end);
        client.stream.write_all(&frames::text(subscribe)).await.expect("a server");
        // tRPC says first that the subscription has started, and then the board.
        for _ in 0..if side == Side::Trpc { 2 } else { 1 } {
            client.next().await;
        }
        // An idle client holds no buffer.
        client.received = Vec::new();
        client
    }

    /// Passes on what comes.
    async fn listen(mut self, sender: mpsc::UnboundedSender<Vec<u8>>) {
        while let Some(event) = self.next_or_end().await {
            // Nobody listens any more at the end of a measurement.
            let _ = sender.send(event);
            self.received = Vec::new();
        }
    }

    async fn next(&mut self) -> Vec<u8> {
        self.next_or_end().await.expect("a frame")
    }

    async fn next_or_end(&mut self) -> Option<Vec<u8>> {
        loop {
            if let Some((text, length)) = frames::read(&self.received) {
                let text = text.to_vec();
                self.received.drain(..length);
                return Some(text);
            }
            if self.receive().await == 0 {
                return None;
            }
        }
    }

    async fn receive(&mut self) -> usize {
        self.stream.read_buf(&mut self.received).await.unwrap_or(0)
    }
}
