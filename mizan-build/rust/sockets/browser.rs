//! Sockets in a browser.

use futures_util::stream::SplitSink;
use futures_util::{SinkExt, StreamExt};
use gloo_net::websocket::Message;
use gloo_net::websocket::futures::WebSocket;

use super::super::runtime::error::{Code, Error};
use super::super::runtime::live::socket::{Heard, Sending, Socket, Sockets};
use super::super::runtime::send::{Borrowing, BoxFuture};
use super::url_of;

/// The token that a socket says.
type Token = Box<dyn Fn() -> Option<String>>;

/// Opens sockets of the browser, which sends its cookies along and no other header.
pub struct BrowserSockets {
    url: String,
    token: Token,
}

impl BrowserSockets {
    /// Opens sockets to the server whose base URL is `https://…/api/mizan`. The token says who is asking,
    /// where no cookie does.
    pub fn new(base_url: &str, token: impl Fn() -> Option<String> + 'static) -> Self {
        Self { url: url_of(base_url), token: Box::new(token) }
    }
}

impl Sockets for BrowserSockets {
    fn open(&self) -> BoxFuture<Result<Socket, Error>> {
        let opened = WebSocket::open(&self.url).map_err(to_error);
        Box::pin(async move {
            let (sending, hearing) = opened?.split();
            let hearing = hearing.map(|message| match message {
                Ok(Message::Text(text)) => Ok(Heard::Frame(text)),
                Ok(Message::Bytes(_)) => Ok(Heard::Life),
                Err(error) => Err(to_error(error)),
            });
            Ok(Socket {
                sending: Box::new(Half(sending)),
                hearing: Box::pin(hearing),
                silence: None,
            })
        })
    }

    fn token(&self) -> Option<String> {
        (self.token)()
    }
}

/// The half of a socket that sends.
struct Half(SplitSink<WebSocket, Message>);

impl Sending for Half {
    fn send(&mut self, frame: String) -> Borrowing<'_, Result<(), Error>> {
        Box::pin(async { self.0.send(Message::Text(frame)).await.map_err(to_error) })
    }

    fn close(&mut self) -> Borrowing<'_, Result<(), Error>> {
        Box::pin(async { self.0.close().await.map_err(to_error) })
    }
}

fn to_error(error: impl std::fmt::Display) -> Error {
    Error::new(Code::Network, format!("The socket cannot be used: {error}."))
}
