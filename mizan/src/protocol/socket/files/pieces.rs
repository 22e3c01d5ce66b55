//! The pieces of one call's files that have come and are not taken yet: never more of them than the server
//! has asked for.

use std::collections::VecDeque;
use std::pin::pin;
use std::sync::{Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use tokio::sync::Notify;

use crate::{Code, Error};

/// The pieces that a client may send before one of them is taken.
const ON_THE_WAY: usize = 4;

/// The pieces of the files of one call.
pub(crate) struct Pieces {
    /// The largest piece in bytes.
    pub(super) most: usize,
    state: Mutex<State>,
    /// Woken when a piece has come, or none will.
    changed: Notify,
}

#[derive(Default)]
struct State {
    waiting: VecDeque<Bytes>,
    bytes: usize,
    /// The bytes that are still to come; `None` until the server has asked for them.
    missing: Option<u64>,
    /// Why none is taken any more.
    end: Option<Error>,
    is_complete: bool,
}

impl Pieces {
    pub(super) fn new(most: usize) -> Self {
        Self { most, state: Mutex::default(), changed: Notify::new() }
    }

    /// Asks for so many bytes.
    pub(super) fn ask_for(&self, bytes: u64) {
        self.lock().missing = Some(bytes);
    }

    /// Adds a piece. `true` if the client fills its pieces: only the last one may be small.
    pub(super) fn add(&self, piece: Bytes) -> bool {
        let mut state = self.lock();
        let is_last = state.missing == Some(piece.len() as u64);
        let is_full = is_last || piece.len() * 2 >= self.most;
        if state.end.is_none() && !state.is_complete {
            match self.check(&state, piece.len()) {
                Ok(missing) => {
                    state.missing = Some(missing);
                    state.bytes += piece.len();
                    state.waiting.push_back(piece);
                }
                Err(error) => state.end(error),
            }
            self.changed.notify_one();
        }
        is_full
    }

    /// The bytes that are missing after a piece of that size.
    fn check(&self, state: &State, bytes: usize) -> Result<u64, Error> {
        let Some(missing) = state.missing else {
            return Err(Error::bad_request(
                "The bytes of a file came before the server has asked for them. Wait for `received`.",
            ));
        };
        let most = self.most;
        if bytes > most || state.bytes + bytes > ON_THE_WAY * most {
            return Err(Error::bad_request(format!(
                "More bytes came at once than the server has asked for. Send pieces of at most {most} \
                 bytes, and at most {ON_THE_WAY} before one of them is `received`."
            )));
        }
        missing.checked_sub(bytes as u64).ok_or_else(|| {
            Error::bad_request(
                "The files have more bytes than their call says. Write the `size` of each file in bytes.",
            )
        })
    }

    /// Ends the upload as cancelled. Once all pieces are taken, the call runs and goes on.
    pub(super) fn cancel(&self) {
        self.fail(Error::new(Code::Cancelled, "The caller cancelled it."));
    }

    pub(super) fn fail(&self, error: Error) {
        let mut state = self.lock();
        if state.end.is_none() && !state.is_complete {
            state.end(error);
            self.changed.notify_one();
        }
    }

    /// The next piece.
    pub(super) async fn next(&self) -> Result<Bytes, Error> {
        loop {
            if let Some(piece) = self.lock().take()? {
                return Ok(piece);
            }
            self.changed.notified().await;
        }
    }

    /// The error with which the upload ends.
    pub(super) async fn failed(&self) -> Error {
        loop {
            // A piece that came in between is no error, and stays.
            let mut changed = pin!(self.changed.notified());
            changed.as_mut().enable();
            if let Err(error) = self.lock().check_end() {
                return error;
            }
            changed.await;
        }
    }

    /// Takes note that all files are complete: from now on the call is not cancelled.
    pub(super) fn complete(&self) -> Result<(), Error> {
        let mut state = self.lock();
        state.check_end()?;
        state.is_complete = true;
        Ok(())
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn end(&mut self, error: Error) {
        self.waiting.clear();
        self.end = Some(error);
    }

    fn take(&mut self) -> Result<Option<Bytes>, Error> {
        self.check_end()?;
        let piece = self.waiting.pop_front();
        self.bytes -= piece.as_ref().map_or(0, Bytes::len);
        Ok(piece)
    }

    fn check_end(&self) -> Result<(), Error> {
        self.end.as_ref().map_or(Ok(()), |error| Err(error.copy_for_client()))
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    fn piece(bytes: usize) -> Bytes {
        vec![b'x'; bytes].into()
    }

    fn error_of(pieces: &Pieces) -> Option<Code> {
        pieces.failed().now_or_never().map(|error| error.code())
    }

    #[test]
    fn pieces_are_taken_in_their_order_and_up_to_the_bytes_asked_for() {
        let pieces = Pieces::new(10);
        pieces.ask_for(12);
        assert!(pieces.add(Bytes::from_static(b"0123456789")));
        assert!(pieces.add(Bytes::from_static(b"ab")));
        assert_eq!(pieces.next().now_or_never().unwrap().unwrap(), "0123456789");
        assert_eq!(pieces.next().now_or_never().unwrap().unwrap(), "ab");
        assert!(pieces.next().now_or_never().is_none());
        pieces.complete().unwrap();
        pieces.cancel();
        assert_eq!(error_of(&pieces), None);
        assert!(pieces.complete().is_ok());
    }

    #[test]
    fn no_more_waits_than_was_asked_for() {
        for sizes in [&[11][..], &[10, 10, 10, 10, 1], &[10, 10, 10, 9, 2]] {
            let pieces = Pieces::new(10);
            pieces.ask_for(1000);
            for size in sizes {
                pieces.add(piece(*size));
            }
            assert_eq!(error_of(&pieces), Some(Code::BadRequest), "{sizes:?}");
            assert!(pieces.lock().waiting.is_empty());
        }
        let pieces = Pieces::new(10);
        pieces.ask_for(15);
        pieces.add(piece(10));
        assert_eq!(error_of(&pieces), None);
        pieces.add(piece(6));
        assert_eq!(error_of(&pieces), Some(Code::BadRequest));
        let early = Pieces::new(10);
        early.add(piece(1));
        assert_eq!(error_of(&early), Some(Code::BadRequest));
    }

    #[test]
    fn small_pieces_in_the_middle_are_told_from_full_ones() {
        let pieces = Pieces::new(10);
        pieces.ask_for(30);
        assert!(!pieces.add(piece(0)));
        assert!(!pieces.add(piece(4)));
        assert!(pieces.add(piece(5)));
        assert!(pieces.add(piece(10)));
        assert!(!pieces.add(piece(1)));
    }
}
