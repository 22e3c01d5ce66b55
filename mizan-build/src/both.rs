//! Two pieces of work at the same time, each on a thread of its own.

use std::{panic, thread};

/// What both come to.
pub(crate) fn both<A: Send, B>(
    first: impl FnOnce() -> A + Send,
    second: impl FnOnce() -> B,
) -> (A, B) {
    thread::scope(|scope| {
        let first = scope.spawn(first);
        let second = second();
        (first.join().unwrap_or_else(|cause| panic::resume_unwind(cause)), second)
    })
}
