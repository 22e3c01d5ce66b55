//! The runtime outside of a browser: tokio.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::runtime::Handle;

use super::send::BoxFuture;
use super::timers::Runtime;

/// Runs tasks on a runtime of tokio, with its timers.
#[derive(Debug, Clone)]
pub struct Tokio {
    handle: Handle,
    begun: Instant,
}

impl Tokio {
    /// The runtime that the caller runs on; none outside of one.
    pub fn current() -> Option<Self> {
        let handle = Handle::try_current().ok()?;
        Some(Self::new(handle))
    }

    /// A runtime with timers.
    pub fn new(handle: Handle) -> Self {
        Self { handle, begun: Instant::now() }
    }
}

impl Runtime for Tokio {
    fn spawn(&self, task: BoxFuture<()>) {
        let task = Arc::new(Mutex::new(Some(task)));
        let take =
            |task: &Mutex<Option<_>>| task.lock().unwrap_or_else(PoisonError::into_inner).take();
        let begun = Arc::clone(&task);
        let spawned = self.handle.spawn(async move {
            if let Some(task) = take(&begun) {
                task.await;
            }
        });
        // A runtime that has ended, such as that of a test before, takes no task. The caller's may do so.
        if spawned.is_finished()
            && let Ok(current) = Handle::try_current()
            && let Some(task) = take(&task)
        {
            current.spawn(task);
        }
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<()> {
        // A timer is made on the runtime that waits for it; a caller on another thread is on none.
        let handle = self.handle.clone();
        Box::pin(async move {
            let sleep = {
                let _entered = Handle::try_current().is_err().then(|| handle.enter());
                tokio::time::sleep(duration)
            };
            sleep.await;
        })
    }

    fn now(&self) -> Duration {
        self.begun.elapsed()
    }

    fn random(&self) -> f64 {
        // The keys of hash maps are random, and cost no dependency.
        let drawn = RandomState::new().hash_one(self.begun.elapsed());
        f64::from(u32::try_from(drawn >> 32).unwrap_or_default()) / f64::from(u32::MAX)
    }
}
