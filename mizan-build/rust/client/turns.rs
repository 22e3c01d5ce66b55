//! The turns of requests: so many are on their way at once, and the others wait in their order.

#[cfg(not(target_arch = "wasm32"))]
use tokio::sync::{Semaphore, SemaphorePermit};

/// Each request on its way has a connection, of which a process and a server have only so many.
#[cfg(not(target_arch = "wasm32"))]
pub(super) struct Turns(Semaphore);

#[cfg(not(target_arch = "wasm32"))]
impl Turns {
    /// The turns of so many requests at once, and of at least one.
    pub(super) fn new(limit: usize) -> Self {
        Self(Semaphore::new(limit.clamp(1, Semaphore::MAX_PERMITS)))
    }

    /// Waits for a turn, which ends when it is dropped.
    pub(super) async fn next(&self) -> Option<SemaphorePermit<'_>> {
        self.0.acquire().await.ok()
    }
}

/// A browser lets requests wait by itself.
#[cfg(target_arch = "wasm32")]
pub(super) struct Turns;

#[cfg(target_arch = "wasm32")]
impl Turns {
    pub(super) fn new(_: usize) -> Self {
        Self
    }

    pub(super) async fn next(&self) {}
}
