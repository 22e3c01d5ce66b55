//! The runtime outside of a browser: tokio.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::time::{Duration, Instant};

use super::send::BoxFuture;
use super::timers::Runtime;

/// Runs tasks on a runtime of tokio, with its timers.
#[derive(Debug, Clone)]
pub struct Tokio {
    handle: tokio::runtime::Handle,
    begun: Instant,
}

impl Tokio {
    /// The runtime that the caller runs on; none outside of one.
    pub fn current() -> Option<Self> {
        let handle = tokio::runtime::Handle::try_current().ok()?;
        Some(Self::new(handle))
    }

    /// A runtime with timers.
    pub fn new(handle: tokio::runtime::Handle) -> Self {
        Self { handle, begun: Instant::now() }
    }
}

impl Runtime for Tokio {
    fn spawn(&self, task: BoxFuture<()>) {
        self.handle.spawn(task);
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<()> {
        // A timer has to be made on its runtime, which a caller on another thread is not.
        let _entered = self.handle.enter();
        Box::pin(tokio::time::sleep(duration))
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
