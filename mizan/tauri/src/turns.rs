//! The order of frames: commands of one page run at the same time, and its frames have to be taken as it sent
//! them.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use tokio::sync::oneshot;

use crate::refusal::Refusal;

/// The frames that may wait for one that is missing.
const MOST: usize = 4096;

/// The numbers of the frames that have been taken, and those that wait.
#[derive(Default)]
pub(crate) struct Turns(Mutex<State>);

#[derive(Default)]
struct State {
    next: u64,
    is_closed: bool,
    waiting: BTreeMap<u64, oneshot::Sender<()>>,
}

impl Turns {
    /// Waits until all frames before this one are taken. Numbers begin with 0.
    pub(crate) async fn wait(&self, number: u64) -> Result<(), Refusal> {
        let waited = {
            let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            if state.is_closed {
                return Err(Refusal::closed());
            }
            if number == state.next {
                return Ok(());
            }
            if number < state.next || state.waiting.contains_key(&number) {
                return Err(Refusal::bad_request(format!("The frame {number} was sent already.")));
            }
            if state.waiting.len() >= MOST {
                let missing = state.next;
                return Err(Refusal::bad_request(format!("The frame {missing} is missing.")));
            }
            let (sender, waited) = oneshot::channel();
            state.waiting.insert(number, sender);
            waited
        };
        waited.await.map_err(|_| Refusal::closed())
    }

    /// Lets the next frame be taken.
    pub(crate) fn end(&self) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        state.next += 1;
        let next = state.next;
        if let Some(waiting) = state.waiting.remove(&next) {
            let _ = waiting.send(());
        }
    }

    /// Ends what waits, with an error.
    pub(crate) fn close(&self) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        state.is_closed = true;
        state.waiting.clear();
    }
}
