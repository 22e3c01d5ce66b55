//! The limits of a server and their defaults.

use std::time::Duration;

pub(super) const DEFAULT_LIMITS: Limits = Limits {
    // More than any form, less than what hurts.
    body: 2 * 1024 * 1024,
    // A photograph as a telephone takes it.
    #[cfg(feature = "uploads")]
    upload: 10 * 1024 * 1024,
    // More than a page shows of what one mutation changes.
    mounted: 16,
    time: Duration::from_secs(30),
    concurrency: 1024,
};

/// What a request may cost.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// Bytes of a body.
    pub(crate) body: usize,
    /// Bytes of a file.
    #[cfg(feature = "uploads")]
    pub(crate) upload: u64,
    /// Instances read again after a mutation.
    pub(crate) mounted: usize,
    /// How long a body may take to arrive, and a function to answer.
    pub(crate) time: Duration,
    /// Requests that run at once.
    pub(crate) concurrency: u32,
}
