//! A server that listens, and clients that open sockets.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use mizan::{Builder, Server};
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use crate::application::{Boards, Guests, Me, Tokens};

/// The longest time that anything of a test may take.
pub(crate) const LIMIT: Duration = Duration::from_secs(20);

/// A server of the test's own.
pub(crate) struct Running {
    pub(crate) api: Server,
    pub(crate) boards: Arc<Boards>,
    pub(crate) tokens: Tokens,
    pub(crate) guests: Guests,
    address: SocketAddr,
    client: reqwest::Client,
    stop: Option<oneshot::Sender<()>>,
    task: JoinHandle<()>,
}

impl Running {
    pub(crate) async fn start() -> Self {
        Self::start_with(|builder| builder).await
    }

    pub(crate) async fn start_with(limit: impl FnOnce(Builder) -> Builder) -> Self {
        Self::start_on(Arc::default(), limit).await
    }

    /// Starts one of the servers of these boards.
    pub(crate) async fn start_on(
        boards: Arc<Boards>,
        limit: impl FnOnce(Builder) -> Builder,
    ) -> Self {
        let (tokens, guests) = (Tokens::default(), Guests::default());
        tokens.allow("ada", Me { id: 1, is_staff: true });
        tokens.allow("eve", Me { id: 2, is_staff: false });
        let builder = Server::builder().provide(Arc::clone(&boards));
        let builder = builder.identify(tokens.clone()).identify(guests.clone());
        let api = limit(builder).build().expect("everything is provided");
        let app = axum::Router::new().nest("/api/mizan", mizan::axum::router(api.clone()));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel();
        let serve = mizan::axum::serve(listener, app, &api).stop_on(async {
            let _ = stopped.await;
        });
        let task = tokio::spawn(async move { serve.await.unwrap() });
        let (client, stop) = (reqwest::Client::new(), Some(stop));
        Self { api, boards, tokens, guests, address, client, stop, task }
    }

    pub(crate) fn reads(&self) -> usize {
        self.boards.reads.load(Ordering::SeqCst)
    }

    /// Calls a function over HTTP.
    pub(crate) async fn call(&self, function: &str, arguments: Value) -> Value {
        self.post(&json!({"fn": function, "args": arguments}).to_string()).await.1
    }

    /// Posts a call: the status and the answer.
    pub(crate) async fn post(&self, body: &str) -> (u16, Value) {
        let url = format!("http://{}/api/mizan/call/", self.address);
        let request = self.client.post(url).header("content-type", "application/json");
        let response = request.body(body.to_owned()).send().await.unwrap();
        let status = response.status().as_u16();
        (status, serde_json::from_str(&response.text().await.unwrap()).unwrap())
    }

    /// Posts a form with a key, and returns the answer.
    pub(crate) async fn post_form(&self, key: &str, form: reqwest::multipart::Form) -> Value {
        let url = format!("http://{}/api/mizan/call/", self.address);
        let request = self.client.post(url).header("idempotency-key", key).multipart(form);
        serde_json::from_str(&request.send().await.unwrap().text().await.unwrap()).unwrap()
    }

    /// Reads a context over HTTP.
    pub(crate) async fn get(&self, path: &str) -> Value {
        let url = format!("http://{}/api/mizan{path}", self.address);
        serde_json::from_str(&self.client.get(url).send().await.unwrap().text().await.unwrap())
            .unwrap()
    }

    pub(crate) async fn open(&self) -> Client {
        self.try_open(&[]).await.expect("a socket")
    }

    pub(crate) async fn open_as(&self, token: &str) -> Client {
        self.try_open(&[("authorization", &format!("Bearer {token}"))]).await.expect("a socket")
    }

    /// Opens a socket with these headers, or returns the status and the body of the refusal.
    pub(crate) async fn try_open(&self, headers: &[(&str, &str)]) -> Result<Client, (u16, String)> {
        let mut request =
            format!("ws://{}/api/mizan/ws/", self.address).into_client_request().unwrap();
        for (name, value) in headers {
            let name: http::HeaderName = name.parse().unwrap();
            request.headers_mut().insert(name, value.parse().unwrap());
        }
        match connect_async(request).await {
            Ok((stream, _)) => Ok(Client::new(stream)),
            Err(Error::Http(response)) => {
                let body = response.body().clone().unwrap_or_default();
                Err((response.status().as_u16(), String::from_utf8(body).unwrap()))
            }
            Err(error) => panic!("no answer: {error}"),
        }
    }

    pub(crate) fn stop(&mut self) {
        self.stop.take().expect("it runs").send(()).expect("it listens");
    }

    /// Waits until the server has stopped.
    pub(crate) async fn stopped(&mut self) {
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
}

impl Client {
    fn new(stream: WebSocketStream<MaybeTlsStream<TcpStream>>) -> Self {
        Self { stream, last: 0 }
    }

    /// Opens a socket to a server of another process.
    pub(crate) async fn connect(address: &str) -> Self {
        Self::new(connect_async(format!("ws://{address}/api/mizan/ws/")).await.expect("a socket").0)
    }

    /// Sends a frame as it is.
    pub(crate) async fn send(&mut self, frame: impl ToString) {
        self.stream.send(Message::text(frame.to_string())).await.unwrap();
    }

    pub(crate) async fn send_bytes(&mut self, bytes: Vec<u8>) {
        self.stream.send(Message::binary(bytes)).await.unwrap();
    }

    /// Writes to the connection below the frames.
    pub(crate) async fn send_raw(&mut self, bytes: &[u8]) {
        let MaybeTlsStream::Plain(stream) = self.stream.get_mut() else { unreachable!("no TLS") };
        stream.write_all(bytes).await.unwrap();
    }

    /// Sends a request under a new id, which it returns.
    pub(crate) async fn ask(&mut self, mut frame: Value) -> u64 {
        self.last += 1;
        frame["id"] = json!(self.last);
        self.send(frame).await;
        self.last
    }

    /// Sends a request and returns its answer, which has to be the next frame.
    pub(crate) async fn request(&mut self, frame: Value) -> Value {
        let id = self.ask(frame).await;
        let answer = self.next().await;
        assert_eq!(answer["id"], id, "{answer}");
        answer
    }

    pub(crate) async fn call(&mut self, function: &str, arguments: Value) -> Value {
        self.request(json!({"action": "rpc", "fn": function, "args": arguments})).await
    }

    /// Subscribes one instance and returns its part of the answer.
    pub(crate) async fn subscribe(&mut self, instance: Value) -> Value {
        let answer = self.request(json!({"action": "subscribe", "of": [instance]})).await;
        answer["ok"].get(0).cloned().unwrap_or(answer)
    }

    /// The next frame.
    pub(crate) async fn next(&mut self) -> Value {
        match timeout(LIMIT, self.message()).await.expect("a frame comes") {
            Message::Text(text) => serde_json::from_str(&text).unwrap(),
            other => panic!("a frame comes, not {other:?}"),
        }
    }

    async fn message(&mut self) -> Message {
        loop {
            match self.stream.next().await.expect("the socket is open").unwrap() {
                Message::Ping(_) | Message::Pong(_) => {}
                message => return message,
            }
        }
    }

    /// The code and the reason with which the server closes the socket.
    pub(crate) async fn closed(&mut self) -> (u16, String) {
        loop {
            if let Message::Close(Some(CloseFrame { code, reason })) =
                timeout(LIMIT, self.message()).await.expect("the socket closes")
            {
                return (code.into(), reason.to_string());
            }
        }
    }

    /// Fails if a frame is on its way: a question is answered behind everything that was sent before.
    pub(crate) async fn expect_silence(&mut self) {
        let answer = self.call("echo", json!({"text": "silence"})).await;
        assert_eq!(answer["ok"]["result"], "silence");
    }
}
