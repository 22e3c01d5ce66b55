//! The runtime that a store runs on: it begins tasks and measures time.

use std::time::Duration;

use super::send::{BoxFuture, MaybeSend, MaybeSync};

/// Begins tasks and measures time. A store has no threads and no timers of its own.
pub trait Runtime: MaybeSend + MaybeSync + 'static {
    /// Runs a task to its end.
    fn spawn(&self, task: BoxFuture<()>);

    /// Ends after a duration. To drop it ends the timer.
    fn sleep(&self, duration: Duration) -> BoxFuture<()>;

    /// The time since some moment in the past, which never goes back.
    fn now(&self) -> Duration;

    /// A random number from 0 to 1, which keeps the clients of a server from returning at once.
    fn random(&self) -> f64;
}
