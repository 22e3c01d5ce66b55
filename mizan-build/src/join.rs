//! Two pieces of work on two threads.

use std::{panic, thread};

/// Runs both pieces of work, the first on a thread of its own, and returns both results.
pub(crate) fn join<A: Send, B>(
    first: impl FnOnce() -> A + Send,
    second: impl FnOnce() -> B,
) -> (A, B) {
    let (mut first, mut second) = (Work::Waiting(first), Work::Waiting(second));
    run(&mut || first.run(), &mut || second.run());
    (first.finish(), second.finish())
}

/// The part that uses threads. It is not generic, so that it is compiled once for all callers.
fn run(first: &mut (dyn FnMut() + Send), second: &mut dyn FnMut()) {
    thread::scope(|scope| {
        let first = scope.spawn(first);
        second();
        first.join().unwrap_or_else(|cause| panic::resume_unwind(cause));
    });
}

/// The state of a piece of work.
enum Work<F, T> {
    Waiting(F),
    Running,
    Done(T),
}

impl<T, F: FnOnce() -> T> Work<F, T> {
    fn run(&mut self) {
        if let Self::Waiting(work) = std::mem::replace(self, Self::Running) {
            *self = Self::Done(work());
        }
    }

    fn finish(self) -> T {
        match self {
            Self::Done(done) => done,
            Self::Waiting(_) | Self::Running => unreachable!("all work is done, or panics"),
        }
    }
}
