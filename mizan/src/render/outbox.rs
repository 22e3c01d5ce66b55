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

#[cfg(test)]
mod tests {
    use tokio::io::AsyncReadExt;
    use tokio::net::UnixStream;

    use super::*;

    /// Frames of every size, also of pieces without a byte, and far more than a socket takes at once.
    fn frames() -> Vec<Frame> {
        let sizes = [0, 1, 7, 4096, 70_000, 1 << 20];
        let piece = |number: usize| {
            let size = sizes[number * 31 % sizes.len()];
            Bytes::from(vec![u8::try_from(number % 251).unwrap_or_default(); size])
        };
        (0..60).map(|frame| (0..frame % 5).map(|part| piece(frame * 7 + part)).collect()).collect()
    }

    #[tokio::test]
    async fn frames_arrive_whole_and_in_their_order_however_slow_the_reader_is() {
        let (here, mut there) = UnixStream::pair().expect("sockets");
        let outbox = Outbox::open(here.into_split().1);
        let expected = frames().concat().concat();
        for frame in frames() {
            outbox.send(frame).expect("a reader");
            // The task has its turn between some of them.
            tokio::task::yield_now().await;
        }
        let mut read = vec![0; expected.len()];
        for piece in read.chunks_mut(50_000) {
            there.read_exact(piece).await.expect("bytes");
        }
        assert!(read == expected);
        drop(outbox);
        assert_eq!(there.read(&mut [0]).await.expect("the end"), 0);
    }

    #[tokio::test]
    async fn a_worker_that_is_gone_is_told() {
        let (here, there) = UnixStream::pair().expect("sockets");
        let outbox = Outbox::open(here.into_split().1);
        drop(there);
        let mut ends = 0;
        while outbox.send(vec![Bytes::from_static(b"frame")]).is_ok() {
            // Until the socket is known to be ready, a task writes.
            tokio::task::yield_now().await;
            ends += 1;
            assert!(ends < 1000, "nobody was told");
        }
    }
}
