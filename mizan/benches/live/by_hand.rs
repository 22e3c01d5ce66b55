//! The board by hand: a socket for each client, a map of those who have subscribed, and one broadcast of
//! the same bytes.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::extract::ws::{Message, Utf8Bytes, WebSocket, WebSocketUpgrade};
use axum::routing::{get, post};
use serde::Deserialize;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};

use crate::board::Board;
use crate::with_mizan;

/// The queues of the sockets, by the board that they show.
type Subscribers = HashMap<i64, HashMap<u64, UnboundedSender<Utf8Bytes>>>;

#[derive(Clone, Default)]
struct App {
    board: Arc<Board>,
    subscribers: Arc<Mutex<Subscribers>>,
    sockets: Arc<AtomicU64>,
}

#[derive(Deserialize)]
struct Frame {
    id: u64,
    of: Vec<Wanted>,
}

#[derive(Deserialize)]
struct Wanted {
    params: Params,
}

#[derive(Deserialize)]
struct Params {
    board_id: i64,
}

impl App {
    fn subscribe(&self, board_id: i64, id: u64, sender: UnboundedSender<Utf8Bytes>) {
        let mut subscribers = self.subscribers.lock().expect("no panic");
        subscribers.entry(board_id).or_default().insert(id, sender);
    }
}

pub(crate) fn app() -> (Router, mizan::Server) {
    let app = App::default();
    // Both sides are served in the same way.
    let api = with_mizan::api(Arc::clone(&app.board));
    let router = Router::new()
        .route("/api/mizan/ws/", get(open))
        .route("/api/mizan/call/", post(change))
        .route("/reads", get(async |State(app): State<App>| app.board.reads().to_string()))
        .with_state(app);
    (router, api)
}

async fn open(State(app): State<App>, upgrade: WebSocketUpgrade) -> axum::response::Response {
    upgrade.read_buffer_size(4096).on_upgrade(|socket| converse(app, socket))
}

async fn converse(app: App, mut socket: WebSocket) {
    let id = app.sockets.fetch_add(1, Ordering::Relaxed);
    let (sender, mut events) = unbounded_channel();
    let mut shown = None;
    loop {
        let sent = tokio::select! {
            Some(event) = events.recv() => socket.send(Message::Text(event)).await,
            Some(Ok(message)) = socket.recv() => {
                let Message::Text(text) = message else { continue };
                let frame: Frame = serde_json::from_str(&text).expect("a subscription");
                let board_id = frame.of[0].params.board_id;
                shown = Some(board_id);
                app.subscribe(board_id, id, sender.clone());
                let answer = format!(r#"{{"id":{},"ok":[{{"bundle":{}}}]}}"#, frame.id, bundle(&app));
                socket.send(Message::Text(answer.into())).await
            }
            else => break,
        };
        if sent.is_err() {
            break;
        }
    }
    if let Some(board_id) = shown {
        let mut subscribers = app.subscribers.lock().expect("no panic");
        subscribers.entry(board_id).or_default().remove(&id);
    }
}

/// A bundle as long as Mizan's.
fn bundle(app: &App) -> String {
    let cards = serde_json::to_string(&app.board.cards()).expect("JSON");
    format!(r#"{{"$h":"0000000000000000","$v":"000000000000.0:00","cards":{cards}}}"#)
}

async fn change(State(app): State<App>) -> &'static str {
    app.board.change();
    let event = format!(
        r#"{{"event":"bundle","context":"shown","params":{{"board_id":5}},"bundle":{}}}"#,
        bundle(&app)
    );
    let event = Utf8Bytes::from(event);
    let subscribers = app.subscribers.lock().expect("no panic");
    for sender in subscribers[&5].values() {
        // A socket that has closed is about to be removed.
        let _ = sender.send(event.clone());
    }
    r#"{"result":null,"invalidate":[]}"#
}
