//! The clients: sockets that show the board or are in the hall, in the process of the benchmark.

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

/// What a client has opened its socket for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Board,
    Hall,
}

/// Clients that have the board, or are in the hall.
pub(crate) struct Clients {
    runtime: Runtime,
    place: Place,
    /// A text for each change that a client gets.
    events: mpsc::UnboundedReceiver<Vec<u8>>,
    sender: mpsc::UnboundedSender<Vec<u8>>,
    count: usize,
    changes: u32,
}

impl Clients {
    pub(crate) fn open(server: &Server, place: Place, count: usize) -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let (sender, events) = mpsc::unbounded_channel();
        let runtime = runtime.expect("a runtime");
        let mut clients = Self { runtime, place, events, sender, count: 0, changes: 0 };
        clients.open_more(server, count);
        clients
    }

    /// Opens more sockets.
    pub(crate) fn open_more(&mut self, server: &Server, count: usize) {
        self.open_at_once(server, count, OPENED_AT_ONCE);
    }

    /// Opens more sockets, so many of them at a time.
    pub(crate) fn open_at_once(&mut self, server: &Server, count: usize, at_once: usize) {
        let (address, side, place) = (server.address, server.side, self.place);
        let at_once = Arc::new(Semaphore::new(at_once));
        self.runtime.block_on(async {
            let mut opened = Vec::new();
            for _ in 0..count {
                let permit = Arc::clone(&at_once).acquire_owned().await.expect("it is open");
                let (is_open, waits) = oneshot::channel();
                let sender = self.sender.clone();
                tokio::spawn(async move {
                    let stream = TcpStream::connect(address).await.expect("a connection");
                    let client = Client::open(stream, side, place).await;
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

    /// Says something in the hall and waits until everybody has heard it.
    pub(crate) fn say(&mut self, server: &Server) {
        self.changes += 1;
        let text = format!("This is the line with the number {}.", self.changes);
        let length = text.len();
        server.ask(&format!(
            "POST /say HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\
             content-type: text/plain\r\ncontent-length: {length}\r\n\r\n{text}"
        ));
        let heard: Value = serde_json::from_slice(&self.next_of_all()).expect("JSON");
        assert_eq!((&heard["event"], &heard["message"]), (&"message".into(), &text.into()));
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
        let title = format!("Card 9 of state {:06}", self.changes);
        assert_eq!(cards(&self.next_of_all())[9]["title"], Value::String(title));
    }

    /// The next event, once every client has got it.
    fn next_of_all(&mut self) -> Vec<u8> {
        self.runtime.block_on(async {
            let first = self.events.recv().await.expect("an event");
            // Each node has its own names for bundles, and the same cards.
            let content = memchr::memmem::find(&first, br#""cards""#).unwrap_or(0);
            for _ in 1..self.count {
                let event = self.events.recv().await.expect("an event");
                assert!(event.ends_with(&first[content..]), "all get the same");
            }
            first
        })
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
    /// Opens a socket and subscribes the board, or joins the hall.
    async fn open(stream: TcpStream, side: Side, place: Place) -> Self {
        stream.set_nodelay(true).expect("a socket");
        let mut client = Self { stream, received: Vec::new() };
        let (path, subscribe) = match (side, place) {
            (_, Place::Hall) => (
                if side == Side::ByHand { "/hall/" } else { "/api/mizan/ws/" },
                r#"{"id":1,"action":"join","channel":"hall","params":{"hall_id":5}}"#,
            ),
            (Side::Trpc, _) => (
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
