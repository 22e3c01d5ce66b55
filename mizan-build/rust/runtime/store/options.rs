//! The options of a store.

use std::time::Duration;

/// The options of a store; those that are not given have defaults.
#[derive(Debug, Clone)]
pub struct Options {
    /// How long data without readers are kept; the default is five minutes.
    pub cache_time: Duration,
    /// How often a read that failed for a moment is sent again; the default is 3.
    pub retries: u32,
    /// How long the answer to a request may take; the default is as long as it takes. Then the error is
    /// `Timeout`: a read is sent again, a call may have happened.
    pub timeout: Option<Duration>,
}

impl Default for Options {
    fn default() -> Self {
        Self { cache_time: Duration::from_secs(300), retries: 3, timeout: None }
    }
}
