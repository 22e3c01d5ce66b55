//! The requests that run at once, and the mutations that run on without a caller.

use std::mem::replace;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore, watch};

use super::limits::Limits;
use crate::timeout::within;
use crate::{Code, Error};

/// The load of a server.
pub(crate) struct Load {
    /// One permit for each request that may run at once.
    permits: Arc<Semaphore>,
    /// The memory for bodies, in KiB.
    memory: Arc<Semaphore>,
    detached: Arc<Detached>,
    is_going_down: AtomicBool,
    /// Tells streams to end.
    goes_down: watch::Sender<bool>,
}

/// A body up to this size in bytes needs no share of the memory: the number of connections bounds them.
pub(crate) const SMALL_BODY: u64 = 16 * 1024;

/// The mutations that run on after their callers have left, or have been told of the time limit. They
/// hold no permit of a request: a function that never returns costs itself alone.
#[derive(Default)]
struct Detached {
    count: AtomicUsize,
    ended: Notify,
}

/// A place among the running functions. It is held until the function has ended.
pub(crate) enum Permit {
    /// The place of a request.
    Request { _permit: OwnedSemaphorePermit },
    /// The place of a mutation without a caller.
    Detached { _mutation: DetachedMutation },
}

/// A mutation without a caller, while it runs.
pub(crate) struct DetachedMutation(Arc<Detached>);

impl Drop for DetachedMutation {
    fn drop(&mut self) {
        self.0.count.fetch_sub(1, Ordering::SeqCst);
        self.0.ended.notify_waiters();
    }
}

impl Permit {
    /// Gives the place of the request back, because its caller has gone.
    pub(crate) fn detach(&mut self, load: &Load) {
        if matches!(self, Self::Request { .. }) {
            drop(replace(self, Self::Detached { _mutation: load.detach() }));
        }
    }
}

impl Load {
    pub(super) fn new(limits: &Limits) -> Self {
        Self {
            permits: Arc::new(Semaphore::new(limits.concurrency as usize)),
            memory: Arc::new(Semaphore::new(limits.bodies.max(limits.body).div_ceil(1024))),
            detached: Arc::default(),
            is_going_down: AtomicBool::new(false),
            goes_down: watch::Sender::new(false),
        }
    }

    /// Claims memory for a body of at most `size` bytes; waits for it at most for `time`.
    pub(crate) async fn claim_memory(
        &self,
        size: u64,
        time: Duration,
    ) -> Result<OwnedSemaphorePermit, Error> {
        let share = u32::try_from(size.div_ceil(1024)).unwrap_or(u32::MAX);
        let claim = Box::pin(Arc::clone(&self.memory).acquire_many_owned(share));
        match within(time, claim).await {
            Some(Ok(memory)) => Ok(memory),
            _ => Err(Error::new(
                Code::Unavailable,
                "Too many large bodies arrive at once. Send the request again later.",
            )),
        }
    }

    /// Counts a mutation whose caller has gone.
    pub(crate) fn detach(&self) -> DetachedMutation {
        self.detached.count.fetch_add(1, Ordering::SeqCst);
        DetachedMutation(Arc::clone(&self.detached))
    }

    /// `true` once the server has begun to shut down.
    pub(crate) fn is_going_down(&self) -> bool {
        self.is_going_down.load(Ordering::SeqCst)
    }

    pub(super) fn count_detached(&self) -> usize {
        self.detached.count.load(Ordering::SeqCst)
    }

    /// Waits for the place of a request, at most for `time`.
    pub(super) async fn acquire(&self, time: Duration) -> Result<Permit, Error> {
        if self.is_going_down.load(Ordering::SeqCst) {
            return Err(going_down());
        }
        // `try_acquire_owned` costs less than the future that waits.
        if let Ok(permit) = Arc::clone(&self.permits).try_acquire_owned() {
            return Ok(Permit::Request { _permit: permit });
        }
        let acquired = Box::pin(Arc::clone(&self.permits).acquire_owned());
        match within(time, acquired).await {
            Some(Ok(permit)) => Ok(Permit::Request { _permit: permit }),
            Some(Err(_)) => Err(going_down()),
            None => {
                let message = "Too many requests run at once. Send the request again later.";
                Err(Error::new(Code::Unavailable, message))
            }
        }
    }

    /// Ends all streams, also those that begin later.
    pub(super) fn end_streams(&self) {
        self.goes_down.send_replace(true);
    }

    /// Tells a stream when the server goes down.
    pub(crate) fn watch_shutdown(&self) -> watch::Receiver<bool> {
        self.goes_down.subscribe()
    }

    /// Refuses new requests from now on, and waits until everything that runs has ended.
    pub(super) async fn drain(&self, concurrency: u32) {
        self.is_going_down.store(true, Ordering::SeqCst);
        self.end_streams();
        // The semaphore is fair: requests that already wait for a permit come first.
        let all = self.permits.acquire_many(concurrency).await;
        loop {
            // Before the count is read, so that no end is missed.
            let ended = self.detached.ended.notified();
            if self.count_detached() == 0 {
                break;
            }
            ended.await;
        }
        self.permits.close();
        drop(all);
    }
}

pub(crate) fn going_down() -> Error {
    Error::new(Code::Unavailable, "The server is going down. Send the request again later.")
}
