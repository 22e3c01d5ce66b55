//! The uploads of one socket: the pieces of each call, found by its id.

use std::collections::HashMap;
use std::sync::Arc;

use bytes::{Buf, Bytes};
use tokio::sync::Semaphore;

use super::pieces::Pieces;
use crate::Error;
use crate::server::limits::Limits;

/// The largest piece in bytes.
const MOST: usize = 64 * 1024;

/// The bytes of the id with which a binary frame begins.
const ID: usize = 8;

/// The calls of a socket that receive files at a time: what waits for them in memory is bounded.
const AT_ONCE: usize = 4;

/// The uploads of a socket. Nothing is allocated for a socket without any.
#[derive(Default)]
pub(crate) struct Uploads {
    receiving: HashMap<u64, Arc<Pieces>>,
    turns: Option<Arc<Semaphore>>,
}

/// A binary frame, after it was given to its upload.
pub(crate) enum Given {
    /// It is as large as it has to be, and counts for nothing.
    Full,
    /// A small piece, or one of a call that takes none any more: it counts like a frame.
    Counts,
}

impl Uploads {
    /// Begins to take the pieces of a call.
    pub(crate) fn begin(&mut self, id: u64, limits: &Limits) -> Incoming {
        let most = limits.frame.saturating_sub(ID).clamp(1, MOST);
        let pieces = Arc::new(Pieces::new(most));
        self.receiving.insert(id, Arc::clone(&pieces));
        let turns = self.turns.get_or_insert_with(|| Arc::new(Semaphore::new(AT_ONCE)));
        Incoming { pieces, turns: Arc::clone(turns) }
    }

    /// Forgets a call that has ended.
    pub(crate) fn end(&mut self, id: u64) {
        self.receiving.remove(&id);
    }

    /// Cancels a call, unless all its files have come.
    pub(crate) fn cancel(&self, id: u64) {
        if let Some(pieces) = self.receiving.get(&id) {
            pieces.cancel();
        }
    }

    /// Ends the upload of a frame with an error.
    pub(crate) fn fail(&self, frame: &[u8], error: Error) {
        if let Some(pieces) = read_id(frame).and_then(|id| self.receiving.get(&id)) {
            pieces.fail(error);
        }
    }

    /// Gives a frame to its upload. A piece that comes after the end of its call is dropped: the client did
    /// not know yet.
    pub(crate) fn give(&self, mut frame: Bytes) -> Result<Given, Error> {
        let id = read_id(&frame).ok_or_else(|| {
            Error::bad_request(
                "A binary frame brings bytes of a file. Begin it with the `id` of the call, in 8 bytes.",
            )
        })?;
        frame.advance(ID);
        Ok(match self.receiving.get(&id).is_some_and(|pieces| pieces.add(frame)) {
            true => Given::Full,
            false => Given::Counts,
        })
    }
}

/// The pieces of a call that is answered, and the turns in which calls of its socket receive them.
pub(crate) struct Incoming {
    pub(super) pieces: Arc<Pieces>,
    pub(super) turns: Arc<Semaphore>,
}

/// The id of the call to which a binary frame belongs.
fn read_id(frame: &[u8]) -> Option<u64> {
    frame.first_chunk::<ID>().map(|id| u64::from_be_bytes(*id))
}
