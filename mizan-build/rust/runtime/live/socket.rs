//! The interface of a socket: what opens one, and what travels over it.

use std::pin::Pin;
use std::time::Duration;

use futures_util::Stream;

use super::super::error::Error;
use super::super::send::{Borrowing, BoxFuture, MaybeSend, MaybeSync};

/// Opens sockets.
pub trait Sockets: MaybeSend + MaybeSync + 'static {
    /// Opens a socket to `{base}/ws/`.
    fn open(&self) -> BoxFuture<Result<Socket, Error>>;

    /// The token that says who is asking, where the upgrade does not say it. It is asked for before each
    /// request, and said again when it is another one.
    fn token(&self) -> Option<String> {
        None
    }
}

/// What a socket hears.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    /// A frame.
    Frame(String),
    /// A ping or the like: the other side is there.
    Life,
}

/// A half of a socket that sends frames.
pub trait Sending: MaybeSend {
    /// Sends a frame; it ends when there is room for the next one.
    fn send(&mut self, frame: String) -> Borrowing<'_, Result<(), Error>>;

    /// Closes the socket.
    fn close(&mut self) -> Borrowing<'_, Result<(), Error>>;
}

/// A half of a socket that hears.
#[cfg(not(target_arch = "wasm32"))]
pub type Hearing = Pin<Box<dyn Stream<Item = Result<Heard, Error>> + Send>>;

/// A half of a socket that hears.
#[cfg(target_arch = "wasm32")]
pub type Hearing = Pin<Box<dyn Stream<Item = Result<Heard, Error>>>>;

/// A socket that is open.
pub struct Socket {
    /// Sends frames.
    pub sending: Box<dyn Sending>,
    /// Hears; ends when the socket is closed.
    pub hearing: Hearing,
    /// Silence after which it is not trusted any more; none where pings cannot be heard.
    pub silence: Option<Duration>,
}
