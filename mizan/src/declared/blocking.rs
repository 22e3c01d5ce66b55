//! The threads on which functions with the key `blocking` run.

use std::panic::resume_unwind;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Semaphore;
use tokio::task::{JoinHandle, spawn_blocking};
use tracing::Span;

use crate::timeout::within;
use crate::{Code, Error};

/// The threads of a server for functions that block. A thread cannot be stopped: one that hangs keeps
/// its place, also after its caller has left.
#[derive(Clone)]
pub struct BlockingThreads {
    places: Arc<Semaphore>,
    /// The time that a function waits for a place.
    queue: Duration,
}

impl BlockingThreads {
    pub(crate) fn new(threads: usize, queue: Duration) -> Self {
        Self { places: Arc::new(Semaphore::new(threads)), queue }
    }

    /// Runs a function on a thread. Dropping the future of a function that still waits for its thread
    /// stops it; one that runs goes on to its end.
    ///
    /// # Errors
    ///
    /// `UNAVAILABLE` if no thread is free in time.
    ///
    /// # Panics
    ///
    /// As the function does.
    pub async fn run<T: Send + 'static>(
        &self,
        run: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Error> {
        let place = Box::pin(Arc::clone(&self.places).acquire_owned());
        let Some(Ok(place)) = within(self.queue, place).await else {
            let message =
                "Too many functions that block run at once. Send the request again later.";
            return Err(Error::new(Code::Unavailable, message));
        };
        let span = Span::current();
        let mut task = Task(spawn_blocking(move || {
            let _place = place;
            span.in_scope(run)
        }));
        (&mut task.0).await.map_err(|end| match end.try_into_panic() {
            Ok(panic) => resume_unwind(panic),
            Err(end) => Error::internal(end),
        })
    }
}

/// A function on a thread.
struct Task<T>(JoinHandle<T>);

impl<T> Drop for Task<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}
