//! The sending half of a port: frames of the client go in, and the answers to some of them come back.

use std::fmt;
use std::pin::pin;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::future::{Either, select};
use tokio::sync::{mpsc, oneshot};

use super::driver::Incoming;
use super::frame::Frame;
use crate::protocol::socket::frame::{error_frame, read_request};
use crate::server::live::socket::Socket;
use crate::{Code, Error};

/// The way of frames into the server. Clones are of one port. Without any of them nothing more comes in, what
/// runs is answered, and then [`Events`](super::Events) end.
#[derive(Clone)]
pub struct Port {
    frames: mpsc::Sender<Incoming>,
    socket: Arc<Socket>,
    /// The largest frame in bytes.
    longest: usize,
}

/// The port is closed: by the server, which goes down, by its client, or because its events were dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Closed;

impl fmt::Display for Closed {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the port is closed")
    }
}

impl std::error::Error for Closed {}

impl Port {
    pub(super) fn new(frames: mpsc::Sender<Incoming>, socket: Arc<Socket>, longest: usize) -> Self {
        Self { frames, socket, longest }
    }

    pub(super) fn longest(&self) -> usize {
        self.longest
    }

    /// Takes a frame. Its answer comes among the events. While the events are not read, it waits.
    ///
    /// # Errors
    ///
    /// [`Closed`] once the port is closed.
    pub async fn send(&self, frame: Frame) -> Result<(), Closed> {
        match self.check(&frame) {
            Ok(()) => self.pass(Incoming { frame, reply: None }).await,
            Err(error) => {
                let id = id_of(&frame);
                self.answer(error_frame(id, &error)).await
            }
        }
    }

    /// Takes a frame, and returns its answer, which waits for no other. `None` if there is none: a piece of a
    /// file and `cancel` are not answered. The answers to `subscribe`, `unsubscribe`, `join` and `leave`, and
    /// everything of a stream, come among the events, in whose order they have a place.
    ///
    /// # Errors
    ///
    /// [`Closed`] once the port is closed. A mutation that was called goes on.
    pub async fn ask(&self, frame: Frame) -> Result<Option<Bytes>, Closed> {
        let checked = self.check(&frame);
        let Some(id) = id_of(&frame) else {
            self.send(frame).await?;
            return Ok(None);
        };
        if let Err(error) = checked {
            return Ok(Some(error_frame(Some(id), &error).into()));
        }
        let (reply, answer) = oneshot::channel();
        self.pass(Incoming { frame, reply: Some((id, reply)) }).await?;
        answer.await.map_err(|_| Closed)
    }

    /// Tells the client of something that is no frame.
    pub(super) async fn refuse(&self, error: &Error) -> Result<(), Closed> {
        self.answer(error_frame(None, error)).await
    }

    /// Answers by an event. Whoever does not read them is not read either.
    async fn answer(&self, frame: Vec<u8>) -> Result<(), Closed> {
        let closed = pin!(self.frames.closed());
        match select(closed, pin!(self.socket.outbox.wait_until_read())).await {
            Either::Left(_) => Err(Closed),
            Either::Right(_) => {
                self.socket.outbox.send(frame);
                Ok(())
            }
        }
    }

    async fn pass(&self, incoming: Incoming) -> Result<(), Closed> {
        self.frames.send(incoming).await.map_err(|_| Closed)
    }

    fn check(&self, frame: &Frame) -> Result<(), Error> {
        match frame.len() <= self.longest {
            true => Ok(()),
            false => Err(too_long(self.longest)),
        }
    }
}

/// The error of a frame that is too long.
pub(super) fn too_long(longest: usize) -> Error {
    Error::new(
        Code::PayloadTooLarge,
        format!(
            "A frame of this port may have {longest} bytes. Send less, or raise `body_limit` and \
             `frame_limit`."
        ),
    )
}

/// The id of the request in a frame.
fn id_of(frame: &Frame) -> Option<u64> {
    match frame {
        Frame::Text(text) => read_request(text),
        Frame::Binary(_) => None,
    }
}
