//! Servers that listen, and clients that open sockets.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use mizan::bus::{Memory, memory};
use mizan::{Builder, Server};
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use crate::application::{Talks, Tokens};
use crate::line::Line;

/// The longest time that anything of a test may take.
pub(crate) const LIMIT: Duration = Duration::from_secs(20);

/// What the servers of a test share.
pub(crate) struct World {
    pub(crate) talks: Arc<Talks>,
    pub(crate) tokens: Tokens,
    pub(crate) bus: Memory,
}

impl World {
    pub(crate) fn new() -> Self {
        let tokens = Tokens::default();
        tokens.allow("ada", "ada", true);
        tokens.allow("eve", "eve", false);
        Self { talks: Arc::default(), tokens, bus: memory() }
    }

    pub(crate) async fn start(&self) -> Running {
        self.start_with(|builder| builder).await
    }

    /// Starts a server on the bus.
    pub(crate) async fn start_with(&self, limit: impl FnOnce(Builder) -> Builder) -> Running {
        let line = Line::to(&self.bus);
        let builder = Server::builder().provide(Arc::clone(&self.talks));
        let builder = builder.identify(self.tokens.clone()).bus(line.clone());
        let api = limit(builder).build().expect("everything is provided");
        let app = axum::Router::new().nest("/api/mizan", mizan::axum::router(api.clone()));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel();
        let serve = mizan::axum::serve(listener, app, &api).stop_on(async {
            let _ = stopped.await;
        });
        let task = tokio::spawn(async move { serve.await.unwrap() });
        Running { api, line, address, client: reqwest::Client::new(), stop: Some(stop), task }
    }
}

/// A running server.
pub(crate) struct Running {
    pub(crate) api: Server,
    /// Its line to the bus.
    pub(crate) line: Line,
    address: SocketAddr,
    client: reqwest::Client,
    stop: Option<oneshot::Sender<()>>,
    task: JoinHandle<()>,
}

impl Running {
    /// Calls a function over HTTP.
    pub(crate) async fn call(&self, function: &str, arguments: Value) -> Value {
        let url = format!("http://{}/api/mizan/call/", self.address);
        let body = json!({"fn": function, "args": arguments}).to_string();
        let request = self.client.post(url).header("content-type", "application/json").body(body);
        serde_json::from_str(&request.send().await.unwrap().text().await.unwrap()).unwrap()
    }

    pub(crate) async fn open(&self) -> Client {
        self.connect(None).await
    }

    pub(crate) async fn open_as(&self, token: &str) -> Client {
        self.connect(Some(token)).await
    }

    async fn connect(&self, token: Option<&str>) -> Client {
        let mut request =
            format!("ws://{}/api/mizan/ws/", self.address).into_client_request().unwrap();
        if let Some(token) = token {
            let value = format!("Bearer {token}").parse().unwrap();
            request.headers_mut().insert("authorization", value);
        }
        let (stream, _) = connect_async(request).await.expect("a socket");
        Client { stream, last: 0, events: VecDeque::new() }
    }

    /// Stops the server in good order.
    pub(crate) async fn stop(&mut self) {
        self.stop.take().expect("it runs").send(()).expect("it listens");
        timeout(LIMIT, &mut self.task).await.expect("it stops").unwrap();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// A client with an open socket.
pub(crate) struct Client {
    stream: WebSocketStream<MaybeTlsStream<TcpStream>>,
    last: u64,
    /// The events, and the answers to other requests, that came before an answer.
    events: VecDeque<Value>,
}

impl Client {
    /// Sends a request under a new id, which it returns.
    pub(crate) async fn ask(&mut self, mut frame: Value) -> u64 {
        self.last += 1;
        frame["id"] = json!(self.last);
        self.stream.send(Message::text(frame.to_string())).await.unwrap();
        self.last
    }

    /// The answer to a request. Events before it are kept for [`Client::event`].
    pub(crate) async fn answer(&mut self, id: u64) -> Value {
        if let Some(at) = self.events.iter().position(|frame| frame["id"] == id) {
            return self.events.remove(at).expect("it was found there");
        }
        loop {
            let frame = self.frame().await;
            if frame["id"] == id {
                return frame;
            }
            self.events.push_back(frame);
        }
    }

    pub(crate) async fn request(&mut self, frame: Value) -> Value {
        let id = self.ask(frame).await;
        self.answer(id).await
    }

    /// Joins a room of the chat.
    pub(crate) async fn join(&mut self, room: &str) -> Value {
        self.request(json!({"action": "join", "channel": "chat", "params": {"room": room}})).await
    }

    /// Joins again, behind a position.
    pub(crate) async fn resume(&mut self, room: &str, seq: &Value) -> Value {
        let frame =
            json!({"action": "join", "channel": "chat", "params": {"room": room}, "seq": seq});
        self.request(frame).await
    }

    pub(crate) async fn say(&mut self, room: &str, text: &str) -> Value {
        let frame = json!({
            "action": "send", "channel": "chat", "params": {"room": room},
            "fn": "say", "args": {"text": text},
        });
        self.request(frame).await
    }

    pub(crate) async fn leave(&mut self, room: &str) -> Value {
        self.request(json!({"action": "leave", "channel": "chat", "params": {"room": room}})).await
    }

    /// The next event.
    pub(crate) async fn event(&mut self) -> Value {
        match self.events.pop_front() {
            Some(event) => event,
            None => self.frame().await,
        }
    }

    /// The next event of that kind.
    pub(crate) async fn event_of(&mut self, kind: &str) -> Value {
        loop {
            let event = self.event().await;
            if event["event"] == kind {
                return event;
            }
        }
    }

    /// The text of the next message.
    pub(crate) async fn hear(&mut self) -> String {
        let event = self.event_of("message").await;
        event["message"]["text"].as_str().unwrap_or_else(|| panic!("a line: {event}")).to_owned()
    }

    /// The next frame, if one comes in that time.
    pub(crate) async fn frame_within(&mut self, time: Duration) -> Option<Value> {
        if let Some(event) = self.events.pop_front() {
            return Some(event);
        }
        timeout(time, self.frame()).await.ok()
    }

    async fn frame(&mut self) -> Value {
        let text = async {
            loop {
                match self.stream.next().await.expect("the socket is open").unwrap() {
                    Message::Ping(_) | Message::Pong(_) => {}
                    Message::Text(text) => return text,
                    other => panic!("a frame comes, not {other:?}"),
                }
            }
        };
        serde_json::from_str(&timeout(LIMIT, text).await.expect("a frame comes")).unwrap()
    }

    /// The events that are on their way: a question is answered behind all that was sent before.
    pub(crate) async fn events_so_far(&mut self) -> Vec<Value> {
        let echo = json!({"action": "rpc", "fn": "echo", "args": {"text": "silence"}});
        self.request(echo).await;
        self.events.drain(..).collect()
    }
}
