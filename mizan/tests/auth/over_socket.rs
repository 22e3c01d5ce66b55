//! The functions of `guarded_functions.rs` over a socket, and over a port.

use futures_util::{SinkExt, StreamExt};
use mizan::Code;
use mizan::port::{Events, Frame, Port, open};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use crate::browser::{Headers, Running};
use crate::line::Line;

/// An open socket, or a port.
pub(crate) struct Socket {
    carrier: Carrier,
    last: u64,
}

enum Carrier {
    Socket(Box<WebSocketStream<MaybeTlsStream<TcpStream>>>),
    Port { port: Port, _events: Events },
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
            Ok((stream, _)) => Ok(Self { carrier: Carrier::Socket(Box::new(stream)), last: 0 }),
            Err(Error::Http(response)) => Err(response.status().as_u16()),
            Err(error) => panic!("no answer: {error}"),
        }
    }

    /// Opens a port with a header, or returns the code of the refusal.
    pub(crate) async fn open_port(
        server: &Running,
        header: Option<(&str, &str)>,
    ) -> Result<Self, Code> {
        let opening = header.into_iter().fold(open(server.api()), |opening, (name, value)| {
            opening.header(name.parse().unwrap(), value.parse().unwrap())
        });
        let (port, events) = opening.connect().await.map_err(|error| error.code())?;
        Ok(Self { carrier: Carrier::Port { port, _events: events }, last: 0 })
    }
}

impl Line for Socket {
    async fn ask(&mut self, mut frame: Value) -> Value {
        self.last += 1;
        frame["id"] = json!(self.last);
        let stream = match &mut self.carrier {
            Carrier::Socket(stream) => stream,
            Carrier::Port { port, .. } => {
                let answer = port.ask(Frame::text(frame.to_string())).await.unwrap();
                return serde_json::from_slice(&answer.expect("an answer of its own")).unwrap();
            }
        };
        stream.send(Message::text(frame.to_string())).await.unwrap();
        loop {
            let Message::Text(text) = stream.next().await.unwrap().unwrap() else { continue };
            let answer: Value = serde_json::from_str(&text).unwrap();
            if answer["id"] == self.last {
                return answer;
            }
        }
    }
}
