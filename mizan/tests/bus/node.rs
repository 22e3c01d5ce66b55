//! A node of an application as a process of its own: this test program, started again.

use std::fs::{self, OpenOptions};
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use futures_util::{SinkExt, StreamExt};
use mizan::Server;
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{Duration, Instant, timeout_at};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

/// A board that several people look at.
#[derive(mizan::Context)]
#[mizan(live)]
pub(crate) struct Board {
    pub(crate) board_id: i64,
}

/// The database of all nodes: a file for each board, with a card on each line.
pub(crate) struct Boards(pub(crate) PathBuf);

impl Boards {
    pub(crate) fn cards(&self, board_id: i64) -> Vec<String> {
        let text = fs::read_to_string(self.0.join(board_id.to_string())).unwrap_or_default();
        text.lines().map(str::to_owned).collect()
    }

    pub(crate) fn add(&self, board_id: i64, card: &str) {
        let mut file = OpenOptions::new();
        let file = file.append(true).create(true).open(self.0.join(board_id.to_string()));
        file.unwrap().write_all(format!("{card}\n").as_bytes()).unwrap();
    }
}

#[mizan::client(context = Board)]
fn cards(boards: &Boards, board_id: i64) -> Vec<String> {
    boards.cards(board_id)
}

#[mizan::client(affects = Board)]
fn add_card(boards: &Boards, board_id: i64, card: String) {
    boards.add(board_id, &card);
}

/// Commits, and does not come to announce it.
#[mizan::client(affects = Board)]
async fn add_card_and_stop(boards: &Boards, board_id: i64, card: String) {
    boards.add(board_id, &card);
    std::future::pending::<()>().await;
}

/// A room to talk in.
#[derive(mizan::Channel)]
#[mizan(message = String, presence = String)]
pub(crate) struct Chat {
    pub(crate) room: String,
}

#[mizan::client(join = Chat)]
fn enter(room: String) -> String {
    room
}

#[mizan::client(send = Chat)]
fn say(room: String, text: String) -> String {
    let _ = room;
    text
}

#[mizan::client(present = Chat)]
fn visitor(room: String) -> String {
    format!("somebody in {room}")
}

/// The variables by which a process knows that it is a node, and of what.
const FOLDER: &str = "MIZAN_NODE_FOLDER";
const BUS: &str = "MIZAN_NODE_BUS";

/// The node, where the process is one. It ends when its parent does.
#[tokio::test(flavor = "multi_thread")]
async fn node() {
    let (Ok(folder), Ok(bus)) = (std::env::var(FOLDER), std::env::var(BUS)) else { return };
    let builder = Server::builder().provide(Boards(folder.into()));
    let builder = match bus.starts_with("postgres:") {
        true => builder.bus(mizan::bus::postgres(bus).await.unwrap()),
        false => builder.bus(mizan::bus::redis(bus).await.unwrap()),
    };
    let api = builder.build().unwrap();
    let app = axum::Router::new().nest("/api/mizan", mizan::axum::router(api.clone()));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    println!("\naddress {}", listener.local_addr().unwrap());
    let parent = tokio::task::spawn_blocking(|| std::io::stdin().read_to_end(&mut Vec::new()));
    let end = async { drop(parent.await) };
    mizan::axum::serve(listener, app, &api).stop_on(end).await.unwrap();
}

/// A process that is a node.
pub(crate) struct Node {
    process: Child,
    address: String,
    client: reqwest::Client,
}

impl Node {
    /// Starts a node of the boards in a folder, on the bus at an address.
    pub(crate) fn start(folder: &Path, bus: &str) -> Self {
        let mut process = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "node::node", "--nocapture"])
            .env(FOLDER, folder)
            .env(BUS, bus)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let address = lines
            .map_while(Result::ok)
            .find_map(|line| line.strip_prefix("address ").map(str::to_owned));
        let address = address.expect("the node starts");
        Self { process, address, client: reqwest::Client::new() }
    }

    /// Calls a function.
    pub(crate) async fn call(&self, function: &str, board_id: i64, card: &str) -> Value {
        self.request(function, board_id, card).await.expect("the node answers")
    }

    /// Calls a function of a node that may not answer.
    pub(crate) async fn request(
        &self,
        function: &str,
        board_id: i64,
        card: &str,
    ) -> Result<Value, reqwest::Error> {
        let url = format!("http://{}/api/mizan/call/", self.address);
        let body = json!({"fn": function, "args": {"board_id": board_id, "card": card}});
        let request = self.client.post(url).header("content-type", "application/json");
        let answer = request.body(body.to_string()).send().await?.text().await?;
        Ok(serde_json::from_str(&answer).unwrap())
    }

    /// Opens a socket.
    pub(crate) async fn open(&self) -> Socket {
        let address = format!("ws://{}/api/mizan/ws/", self.address);
        Socket(connect_async(address).await.expect("a socket").0)
    }

    /// Sends a signal by its name.
    pub(crate) fn signal(&self, name: &str) {
        let id = self.process.id().to_string();
        let sent = Command::new("kill").args([format!("-{name}"), id]).status();
        assert!(sent.is_ok_and(|status| status.success()));
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        // It fails where the process was killed before.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A socket of a client.
pub(crate) struct Socket(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Socket {
    pub(crate) async fn send(&mut self, frame: Value) {
        self.0.send(Message::text(frame.to_string())).await.unwrap();
    }

    /// The next frame that comes before that moment.
    pub(crate) async fn next(&mut self, limit: Instant) -> Option<Value> {
        loop {
            match timeout_at(limit, self.0.next()).await.ok()?.expect("the socket is open").unwrap()
            {
                Message::Text(text) => return Some(serde_json::from_str(&text).unwrap()),
                Message::Close(_) => panic!("the socket was closed"),
                _ => {}
            }
        }
    }
}

/// Somebody who looks at a board.
pub(crate) struct Watcher {
    pub(crate) socket: Socket,
    board_id: i64,
    /// The version and the number of the cards that are shown.
    pub(crate) version: String,
    pub(crate) shown: usize,
}

impl Watcher {
    /// Subscribes a board, which may be shown already.
    pub(crate) async fn open(node: &Node, board_id: i64) -> Self {
        let socket = node.open().await;
        let mut watcher = Self { socket, board_id, version: String::new(), shown: 0 };
        let answer = watcher.subscribe(None).await;
        watcher.see(&answer["bundle"]);
        watcher
    }

    /// Subscribes the board as it was in that version, and returns the answer.
    pub(crate) async fn subscribe(&mut self, version: Option<&str>) -> Value {
        let mut board = json!({"context": "board", "params": {"board_id": self.board_id}});
        if let Some(version) = version {
            board["v"] = json!(version);
        }
        self.socket.send(json!({"id": 1, "action": "subscribe", "of": [board]})).await;
        let limit = Instant::now() + Duration::from_secs(30);
        loop {
            let frame = self.socket.next(limit).await.expect("an answer");
            match frame["id"] == 1 {
                true => return frame["ok"][0].clone(),
                false => self.see(&frame["bundle"]),
            }
        }
    }

    fn see(&mut self, bundle: &Value) {
        let cards = bundle["cards"].as_array().expect("a bundle").len();
        let Self { board_id, shown, .. } = *self;
        assert!(cards >= shown, "board {board_id} went back to {cards} of {shown} cards");
        self.shown = cards;
        bundle["$v"].as_str().expect("a version").clone_into(&mut self.version);
    }

    /// Waits until so many cards are shown, and returns how long that took.
    pub(crate) async fn wait_for(&mut self, cards: usize, limit: Duration) -> Duration {
        let begin = Instant::now();
        while self.shown < cards {
            let frame = self.socket.next(begin + limit).await.unwrap_or_else(|| {
                let Self { board_id, shown, .. } = self;
                panic!("board {board_id} shows {shown} of {cards} cards after {limit:?}")
            });
            self.see(&frame["bundle"]);
        }
        begin.elapsed()
    }
}
