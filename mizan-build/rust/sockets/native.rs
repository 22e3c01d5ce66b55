//! Sockets outside of a browser: tokio-tungstenite.

use std::time::Duration;

use futures_util::{Sink, SinkExt, StreamExt};
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::handshake::client::Request;
use tokio_tungstenite::tungstenite::http::{HeaderName, HeaderValue};
use tokio_tungstenite::tungstenite::{self, Message};

use super::super::runtime::error::{Code, Error};
use super::super::runtime::live::socket::{Heard, Sending, Socket, Sockets};
use super::super::runtime::send::{Borrowing, BoxFuture};
use super::url_of;

/// Silence after which a socket is not trusted: a server pings every 30 seconds.
const SILENCE: Duration = Duration::from_secs(70);

/// The headers of an upgrade, by their names.
type Headers = Box<dyn Fn() -> Vec<(String, String)> + Send + Sync>;

/// The token that a socket says.
type Token = Box<dyn Fn() -> Option<String> + Send + Sync>;

/// Opens sockets with tokio-tungstenite.
pub struct Tungstenite {
    url: String,
    headers: Headers,
    token: Token,
    silence: Duration,
}

impl Tungstenite {
    /// Opens sockets to the server whose base URL is `http://…/api/mizan`. The headers say who is asking;
    /// they are asked for with each socket.
    pub fn new(
        base_url: &str,
        headers: impl Fn() -> Vec<(String, String)> + Send + Sync + 'static,
    ) -> Self {
        Self {
            url: url_of(base_url),
            headers: Box::new(headers),
            token: Box::new(|| None),
            silence: SILENCE,
        }
    }

    /// The token that says who is asking, where it changes while a socket is open: a new one is said over the
    /// same socket.
    #[must_use]
    pub fn token(mut self, token: impl Fn() -> Option<String> + Send + Sync + 'static) -> Self {
        self.token = Box::new(token);
        self
    }

    /// Silence after which a socket is not trusted and another one is opened; the default is 70 seconds. A
    /// server pings every 30 seconds unless it is told.
    #[must_use]
    pub fn silence(mut self, silence: Duration) -> Self {
        self.silence = silence;
        self
    }
}

fn to_request(url: &str, headers: Vec<(String, String)>) -> Result<Request, Error> {
    let mut request = url.into_client_request().map_err(to_error)?;
    for (name, value) in headers {
        let name = HeaderName::try_from(name).map_err(to_error)?;
        let value = HeaderValue::try_from(value).map_err(to_error)?;
        request.headers_mut().insert(name, value);
    }
    Ok(request)
}

impl Sockets for Tungstenite {
    fn open(&self) -> BoxFuture<Result<Socket, Error>> {
        let (url, headers) = (self.url.clone(), (self.headers)());
        let silence = Some(self.silence);
        Box::pin(async move {
            let request = to_request(&url, headers)?;
            let (socket, _) = tokio_tungstenite::connect_async(request).await.map_err(to_error)?;
            let (sending, hearing) = socket.split();
            let hearing = hearing.map(|message| match message {
                Ok(Message::Text(text)) => Ok(Heard::Frame(text.as_str().to_owned())),
                Ok(_) => Ok(Heard::Life),
                Err(error) => Err(to_error(error)),
            });
            Ok(Socket { sending: Box::new(Half(sending)), hearing: Box::pin(hearing), silence })
        })
    }

    fn token(&self) -> Option<String> {
        (self.token)()
    }
}

/// The half of a socket that sends.
struct Half<S>(S);

impl<S: Sink<Message, Error = tungstenite::Error> + Unpin + Send> Sending for Half<S> {
    fn send(&mut self, frame: String) -> Borrowing<'_, Result<(), Error>> {
        Box::pin(async { self.0.send(Message::from(frame)).await.map_err(to_error) })
    }

    fn close(&mut self) -> Borrowing<'_, Result<(), Error>> {
        Box::pin(async { self.0.close().await.map_err(to_error) })
    }
}

fn to_error(error: impl std::fmt::Display) -> Error {
    Error::new(Code::Network, format!("The socket cannot be used: {error}."))
}
