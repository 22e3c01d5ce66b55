//! Sockets in a browser.

use futures_util::{SinkExt, StreamExt};
use gloo_net::websocket::Message;
use gloo_net::websocket::futures::WebSocket;

use super::super::runtime::error::{Code, Error};
use super::super::runtime::live::socket::{Heard, Socket, Sockets};
use super::super::runtime::send::BoxFuture;

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
        let base = base_url.trim_end_matches('/');
        let url = match base.strip_prefix("http") {
            Some(rest) => format!("ws{rest}/ws/"),
            None => format!("{base}/ws/"),
        };
        Self { url, token: Box::new(token) }
    }
}

impl Sockets for BrowserSockets {
    fn open(&self) -> BoxFuture<Result<Socket, Error>> {
        let opened = WebSocket::open(&self.url).map_err(to_error);
        Box::pin(async move {
            let (sending, hearing) = opened?.split();
            let sending = sending.sink_map_err(to_error);
            let sending = sending.with(|text| async { Ok::<_, Error>(Message::Text(text)) });
            let hearing = hearing.map(|message| match message {
                Ok(Message::Text(text)) => Ok(Heard::Frame(text)),
                Ok(Message::Bytes(_)) => Ok(Heard::Life),
                Err(error) => Err(to_error(error)),
            });
            Ok(Socket { sending: Box::pin(sending), hearing: Box::pin(hearing), silence: None })
        })
    }

    fn token(&self) -> Option<String> {
        (self.token)()
    }
}

fn to_error(error: impl std::fmt::Display) -> Error {
    Error::new(Code::Network, format!("The socket cannot be used: {error}."))
}
