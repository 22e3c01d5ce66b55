//! Frames on their way to a worker: whoever sends one writes what the socket takes, and a task writes the rest.

use std::collections::VecDeque;
use std::io::{self, ErrorKind, IoSlice};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::{Buf, Bytes};
use tokio::net::unix::OwnedWriteHalf;
use tokio::sync::Notify;
use tokio::task::JoinHandle;

use super::frame::Frame;

/// The way to a worker. Its task ends with this.
pub(super) struct Outbox {
    way: Arc<Way>,
    task: JoinHandle<()>,
}

struct Way {
    socket: OwnedWriteHalf,
    /// What the socket has not taken yet.
    rest: Mutex<VecDeque<Bytes>>,
    has_rest: Notify,
}

impl Outbox {
    pub(super) fn open(socket: OwnedWriteHalf) -> Self {
        let way = Arc::new(Way { socket, rest: Mutex::default(), has_rest: Notify::new() });
        let task = tokio::spawn(write_rests(Arc::clone(&way)));
        Self { way, task }
    }

    /// Sends a frame behind all that were sent before. An error says that the worker is gone.
    pub(super) fn send(&self, frame: Frame) -> io::Result<()> {
        let mut rest = self.way.rest();
        let is_first = rest.is_empty();
        rest.extend(frame);
        if is_first {
            self.way.write(&mut rest)?;
            if !rest.is_empty() {
                self.way.has_rest.notify_one();
            }
        }
        Ok(())
    }
}

impl Drop for Outbox {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Way {
    fn rest(&self) -> MutexGuard<'_, VecDeque<Bytes>> {
        self.rest.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes what the socket takes now; nothing is left for a worker that is gone.
    fn write(&self, rest: &mut VecDeque<Bytes>) -> io::Result<()> {
        while !rest.is_empty() {
            let pieces: Vec<IoSlice<'_>> = rest.iter().map(|piece| IoSlice::new(piece)).collect();
            match self.socket.try_write_vectored(&pieces) {
                Ok(written) => advance(rest, written),
                Err(error) if error.kind() == ErrorKind::WouldBlock => break,
                Err(error) => {
                    rest.clear();
                    return Err(error);
                }
            }
        }
        Ok(())
    }
}

/// Takes away what is written, and pieces without a byte, which would never be written.
fn advance(rest: &mut VecDeque<Bytes>, mut written: usize) {
    while let Some(piece) = rest.front_mut() {
        if written < piece.len() {
            piece.advance(written);
            return;
        }
        written -= piece.len();
        rest.pop_front();
    }
}

async fn write_rests(way: Arc<Way>) {
    loop {
        way.has_rest.notified().await;
        while !way.rest().is_empty() {
            if way.socket.writable().await.is_err() || way.write(&mut way.rest()).is_err() {
                return;
            }
        }
    }
}
