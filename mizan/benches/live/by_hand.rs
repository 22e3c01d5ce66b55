//! The board and the hall by hand: a socket for each client, a map of those who have subscribed, and one
//! broadcast of the same bytes; on several nodes the bytes go through Redis.

use std::collections::HashMap;
use std::env;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::extract::ws::{Message, Utf8Bytes, WebSocket, WebSocketUpgrade};
use axum::routing::{get, post};
use futures_util::StreamExt;
use redis::aio::MultiplexedConnection;
use serde::Deserialize;
use tokio::sync::broadcast;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};

use crate::board::Board;
use crate::{server, with_mizan};

/// The channel of Redis by which nodes tell each other.
const CHANNEL: &str = "board";

/// The queues of the sockets, by the board that they show.
type Subscribers = HashMap<i64, HashMap<u64, UnboundedSender<Utf8Bytes>>>;

#[derive(Clone)]
struct App {
    board: Arc<Board>,
    subscribers: Arc<Mutex<Subscribers>>,
    sockets: Arc<AtomicU64>,
    /// What is said in the hall.
    hall: Arc<broadcast::Sender<Utf8Bytes>>,
    said: Arc<AtomicU64>,
    /// Where nodes tell each other.
    redis: Option<MultiplexedConnection>,
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
    async fn new() -> Self {
        let (hall, _) = broadcast::channel(64);
        let mut app = Self {
            board: Arc::default(),
            subscribers: Arc::default(),
            sockets: Arc::default(),
            hall: Arc::new(hall),
            said: Arc::default(),
            redis: None,
        };
        if let Ok(url) = env::var(server::REDIS) {
            let client = redis::Client::open(url).expect("an address");
            let mut events = client.get_async_pubsub().await.expect("a Redis");
            events.subscribe(CHANNEL).await.expect("a subscription");
            let hearing = app.clone();
            tokio::spawn(async move {
                let mut events = events.into_on_message();
                while let Some(event) = events.next().await {
                    hearing.tell(&event.get_payload::<String>().expect("a text").into());
                }
            });
            let connection = client.get_multiplexed_async_connection().await;
            app.redis = Some(connection.expect("a Redis"));
        }
        app
    }

    /// Tells those who have subscribed on this node.
    fn tell(&self, event: &Utf8Bytes) {
        let subscribers = self.subscribers.lock().expect("no panic");
        for sender in subscribers.get(&5).into_iter().flat_map(HashMap::values) {
            // A socket that has closed is about to be removed.
            let _ = sender.send(event.clone());
        }
    }

    fn subscribe(&self, board_id: i64, id: u64, sender: UnboundedSender<Utf8Bytes>) {
        let mut subscribers = self.subscribers.lock().expect("no panic");
        subscribers.entry(board_id).or_default().insert(id, sender);
    }
}

pub(crate) async fn app() -> (Router, mizan::Server) {
    let app = App::new().await;
    // Both sides are served in the same way.
    let api = with_mizan::api(Arc::clone(&app.board));
    let router = Router::new()
        .route("/api/mizan/ws/", get(open))
        .route("/api/mizan/call/", post(change))
        .route("/hall/", get(open_hall))
        .route("/say", post(say))
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
    match app.redis.clone() {
        Some(mut redis) => {
            let publish = redis::cmd("PUBLISH").arg(CHANNEL).arg(event).to_owned();
            publish.exec_async(&mut redis).await.expect("a Redis");
        }
        None => app.tell(&event.into()),
    }
    r#"{"result":null,"invalidate":[]}"#
}

async fn open_hall(State(app): State<App>, upgrade: WebSocketUpgrade) -> axum::response::Response {
    let hall = app.hall.subscribe();
    upgrade.read_buffer_size(4096).on_upgrade(|socket| listen(hall, socket))
}

async fn listen(mut hall: broadcast::Receiver<Utf8Bytes>, mut socket: WebSocket) {
    loop {
        let sent = tokio::select! {
            Ok(message) = hall.recv() => socket.send(Message::Text(message)).await,
            Some(Ok(_)) = socket.recv() => {
                let answer = r#"{"id":1,"ok":{"first":5,"seq":"000000000000.0000:0"}}"#;
                socket.send(Message::Text(answer.into())).await
            }
            else => break,
        };
        if sent.is_err() {
            break;
        }
    }
}

async fn say(State(app): State<App>, text: String) {
    let said = app.said.fetch_add(1, Ordering::SeqCst);
    let text = serde_json::to_string(&text).expect("JSON");
    let event = format!(
        r#"{{"event":"message","channel":"hall","params":{{"hall_id":5}},"seq":"000000000000.0000:{said}","message":{text}}}"#
    );
    app.hall.send(event.into()).expect("somebody listens");
}
