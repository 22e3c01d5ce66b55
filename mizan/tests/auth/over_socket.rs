//! The functions of `guarded_functions.rs` over a socket.

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use crate::browser::{Headers, Running};

/// An open socket.
pub(crate) struct Socket {
    stream: WebSocketStream<MaybeTlsStream<TcpStream>>,
    last: u64,
}

impl Socket {
    /// Opens a socket with these headers, or returns the status of the refusal.
    pub(crate) async fn open(
        server: &Running,
        headers: Headers<'_>,
        cookie: Option<String>,
    ) -> Result<Self, u16> {
        let url = format!("ws://{}/api/mizan/ws/", server.host());
        let mut request = url.into_client_request().unwrap();
        let cookie = cookie.as_deref().map(|cookie| ("cookie", cookie));
        for (name, value) in headers.iter().copied().chain(cookie) {
            let name: http::HeaderName = name.parse().unwrap();
            request.headers_mut().insert(name, value.parse().unwrap());
        }
        match connect_async(request).await {
            Ok((stream, _)) => Ok(Self { stream, last: 0 }),
            Err(Error::Http(response)) => Err(response.status().as_u16()),
            Err(error) => panic!("no answer: {error}"),
        }
    }

    /// Sends a request and returns its answer.
    pub(crate) async fn ask(&mut self, mut frame: Value) -> Value {
        self.last += 1;
        frame["id"] = json!(self.last);
        self.stream.send(Message::text(frame.to_string())).await.unwrap();
        loop {
            let Message::Text(text) = self.stream.next().await.unwrap().unwrap() else { continue };
            let answer: Value = serde_json::from_str(&text).unwrap();
            if answer["id"] == self.last {
                return answer;
            }
        }
    }

    pub(crate) async fn call(
        &mut self,
        function: &str,
        arguments: &Value,
        mounted: Value,
    ) -> Value {
        let frame = json!({"action": "rpc", "fn": function, "args": arguments, "mounted": mounted});
        self.ask(frame).await
    }
}
