//! The receiving half of a port: what the server sends by itself, and answers that have a place among it.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_util::Stream;
use tokio::task::AbortHandle;

use crate::server::live::outbox::{Close, Next};
use crate::server::live::socket::Socket;

/// What the server sends over a port: pushes, messages, answers to [`Port::send`](super::Port::send). Each is
/// JSON text. What waits here is bounded: of each subscription the newest bundle alone, of a room so many
/// messages, and while many answers wait no frame is taken in.
///
/// The last event is `{"event": "closed", "code": 1012, "reason": "the server is going down"}`. Dropping it
/// closes the port.
#[must_use = "dropping the events closes the port"]
pub struct Events {
    socket: Arc<Socket>,
    task: AbortHandle,
    has_ended: bool,
}

impl Events {
    pub(super) fn new(socket: Arc<Socket>, task: AbortHandle) -> Self {
        Self { socket, task, has_ended: false }
    }

    /// The next event; `None` behind the last one.
    pub async fn next(&mut self) -> Option<Bytes> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }
}

impl Stream for Events {
    type Item = Bytes;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Bytes>> {
        if self.has_ended {
            return Poll::Ready(None);
        }
        Poll::Ready(Some(match ready!(self.socket.outbox.poll_next(context)) {
            Next::Frame(frame) => frame,
            Next::Close(Close { code, reason }) => {
                self.has_ended = true;
                self.task.abort();
                format!(r#"{{"event":"closed","code":{code},"reason":"{reason}"}}"#).into()
            }
        }))
    }
}

impl Drop for Events {
    fn drop(&mut self) {
        self.task.abort();
    }
}
