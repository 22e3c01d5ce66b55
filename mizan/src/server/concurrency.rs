//! The requests that run at once, and the mutations that run on without a caller.

use std::mem::replace;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};

use super::limits::Limits;
use super::state::Server;
use crate::protocol::timeout::within;
use crate::{Code, Error};

/// The load of a server.
pub(crate) struct Load {
    /// One permit for each request that may run at once.
    permits: Arc<Semaphore>,
    /// The memory for bodies, in KiB.
    memory: Arc<Semaphore>,
    detached: Arc<Detached>,
    is_going_down: AtomicBool,
}

/// A body up to this size in bytes needs no share of the memory: the number of connections bounds them.
const SMALL_BODY: u64 = 16 * 1024;

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
    pub(crate) fn detach(&mut self, server: &Server) {
        if matches!(self, Self::Request { .. }) {
            drop(replace(self, Self::Detached { _mutation: server.0.load.detach() }));
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
        }
    }

    /// Claims memory for a body of at most `size` bytes; waits for it at most for `time`.
    pub(crate) async fn claim_memory(
        &self,
        size: u64,
        time: Duration,
    ) -> Result<Option<OwnedSemaphorePermit>, Error> {
        if size <= SMALL_BODY {
            return Ok(None);
        }
        let share = u32::try_from(size.div_ceil(1024)).unwrap_or(u32::MAX);
        let claim = Box::pin(Arc::clone(&self.memory).acquire_many_owned(share));
        match within(time, claim).await {
            Some(Ok(memory)) => Ok(Some(memory)),
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
}

impl Server {
    /// The mutations that run on although their callers have left or were told of the time limit. For
    /// a gauge: a number that stays high means that functions hang.
    ///
    /// ```standalone_crate
    /// #[mizan::client]
    /// fn ping() {}
    ///
    /// # fn main() -> Result<(), mizan::WiringErrors> {
    /// let api = mizan::Server::builder().build()?;
    /// assert_eq!(api.detached_mutations(), 0);
    /// # Ok(()) }
    /// ```
    pub fn detached_mutations(&self) -> usize {
        self.0.load.detached.count.load(Ordering::SeqCst)
    }

    /// Waits for the place of a request, at most for the queue limit.
    pub(crate) async fn acquire(&self) -> Result<Permit, Error> {
        let Load { permits, is_going_down, .. } = &self.0.load;
        if is_going_down.load(Ordering::SeqCst) {
            return Err(going_down());
        }
        // `try_acquire_owned` costs less than the future that waits.
        if let Ok(permit) = Arc::clone(permits).try_acquire_owned() {
            return Ok(Permit::Request { _permit: permit });
        }
        let acquired = Box::pin(Arc::clone(permits).acquire_owned());
        match within(self.limits().queue, acquired).await {
            Some(Ok(permit)) => Ok(Permit::Request { _permit: permit }),
            Some(Err(_)) => Err(going_down()),
            None => {
                let message = "Too many requests run at once. Send the request again later.";
                Err(Error::new(Code::Unavailable, message))
            }
        }
    }

    /// Refuses a further mutation while too many run on without their callers.
    pub(crate) fn check_detached(&self) -> Result<(), Error> {
        if self.detached_mutations() < self.limits().detached {
            return Ok(());
        }
        let message = "Too many mutations have not ended yet. Send the request again later.";
        Err(Error::new(Code::Unavailable, message))
    }

    /// Refuses new requests from now on, and waits until everything that runs has ended.
    pub(super) async fn drain(&self) {
        let Load { permits, detached, is_going_down, .. } = &self.0.load;
        is_going_down.store(true, Ordering::SeqCst);
        // The semaphore is fair: requests that already wait for a permit come first.
        let all = permits.acquire_many(self.limits().concurrency).await;
        loop {
            // Before the count is read, so that no end is missed.
            let ended = detached.ended.notified();
            if detached.count.load(Ordering::SeqCst) == 0 {
                break;
            }
            ended.await;
        }
        permits.close();
        drop(all);
    }

    /// Waits until everything that runs has ended, or until `deadline` has passed.
    pub(super) async fn drain_within(&self, deadline: Duration) -> bool {
        within(deadline, Box::pin(self.drain())).await.is_some()
    }
}

fn going_down() -> Error {
    Error::new(Code::Unavailable, "The server is going down. Send the request again later.")
}
