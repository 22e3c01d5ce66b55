//! Sockets outside of a browser: tokio-tungstenite.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::{HeaderName, HeaderValue};
use tokio_tungstenite::tungstenite::{self, Message};

use super::super::runtime::error::{Code, Error};
use super::super::runtime::live::socket::{Heard, Socket, Sockets};
use super::super::runtime::send::BoxFuture;

/// Silence after which a socket is not trusted: a server pings every 30 seconds.
const SILENCE: Duration = Duration::from_secs(70);

/// The headers of an upgrade, by their names.
type Headers = Box<dyn Fn() -> Vec<(String, String)> + Send + Sync>;

/// Opens sockets with tokio-tungstenite.
pub struct Tungstenite {
    url: String,
    headers: Headers,
    silence: Duration,
}

impl Tungstenite {
    /// Opens sockets to the server whose base URL is `http://…/api/mizan`. The headers say who is asking;
    /// they are asked for with each socket.
    pub fn new(
        base_url: &str,
        headers: impl Fn() -> Vec<(String, String)> + Send + Sync + 'static,
    ) -> Self {
        let base = base_url.trim_end_matches('/');
        let url = match base.strip_prefix("http") {
            Some(rest) => format!("ws{rest}/ws/"),
            None => format!("{base}/ws/"),
        };
        Self { url, headers: Box::new(headers), silence: SILENCE }
    }

    /// Silence after which a socket is not trusted and another one is opened; the default is 70 seconds. A
    /// server pings every 30 seconds unless it is told.
    #[must_use]
    pub fn silence(mut self, silence: Duration) -> Self {
        self.silence = silence;
        self
    }

    fn request(&self) -> Result<tungstenite::handshake::client::Request, Error> {
        let mut request = self.url.as_str().into_client_request().map_err(to_error)?;
        for (name, value) in (self.headers)() {
            let name = HeaderName::try_from(name).map_err(to_error)?;
            let value = HeaderValue::try_from(value).map_err(to_error)?;
            request.headers_mut().insert(name, value);
        }
        Ok(request)
    }
}

impl Sockets for Tungstenite {
    fn open(&self) -> BoxFuture<Result<Socket, Error>> {
        let request = self.request();
        let silence = Some(self.silence);
        Box::pin(async move {
            let (socket, _) = tokio_tungstenite::connect_async(request?).await.map_err(to_error)?;
            let (sending, hearing) = socket.split();
            let sending = sending.sink_map_err(to_error);
            let sending =
                sending.with(|text: String| async { Ok::<_, Error>(Message::from(text)) });
            let hearing = hearing.map(|message| match message {
                Ok(Message::Text(text)) => Ok(Heard::Frame(text.as_str().to_owned())),
                Ok(_) => Ok(Heard::Life),
                Err(error) => Err(to_error(error)),
            });
            Ok(Socket { sending: Box::pin(sending), hearing: Box::pin(hearing), silence })
        })
    }
}

fn to_error(error: impl std::fmt::Display) -> Error {
    Error::new(Code::Network, format!("The socket cannot be used: {error}."))
}
