//! The limits of a server and their defaults.

use std::time::Duration;

/// The limits of a server. The builder has a setter for each.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// The largest body in bytes.
    pub(crate) body: usize,
    /// The memory in bytes for all bodies at once.
    pub(crate) bodies: usize,
    /// The time for the files of a call to arrive.
    #[cfg(feature = "uploads")]
    pub(crate) upload_time: Duration,
    /// The largest file in bytes.
    #[cfg(feature = "uploads")]
    pub(crate) upload: u64,
    /// The largest number of context instances that are read again after a mutation.
    pub(crate) mounted: usize,
    /// The largest number of context instances that one request reads.
    pub(crate) reads: usize,
    /// The largest number of pages of a list that one request reads.
    pub(crate) pages: u32,
    /// The time for a body to arrive, and for a function to answer.
    pub(crate) time: Duration,
    /// The number of requests that run at once.
    pub(crate) concurrency: u32,
    /// The time that a request waits for its turn.
    pub(crate) queue: Duration,
    /// The number of mutations that may run on without a caller.
    pub(crate) detached: usize,
    /// The number of blocking functions that run at once.
    pub(crate) blocking: usize,
    /// The sockets of one identity.
    pub(crate) sockets: usize,
    /// The number of live instances that a socket may subscribe.
    pub(crate) subscriptions: usize,
    /// The number of rooms that a socket may be in.
    pub(crate) rooms: usize,
    /// The largest frame in bytes that a socket may send.
    pub(crate) frame: usize,
    /// The frames that a socket may send in a second.
    pub(crate) frames: u32,
    /// The number of requests of one socket that run at once.
    pub(crate) socket_calls: usize,
    /// The time between two pings of a socket.
    pub(crate) ping: Duration,
}

pub(super) const DEFAULT_LIMITS: Limits = Limits {
    // More than any form needs, and small enough to keep in memory for each of 1024 requests.
    body: 2 * 1024 * 1024,
    // Sixty-four of the largest bodies.
    bodies: 128 * 1024 * 1024,
    // A few photographs over a slow line.
    #[cfg(feature = "uploads")]
    upload_time: Duration::from_secs(5 * 60),
    // A photograph of a telephone.
    #[cfg(feature = "uploads")]
    upload: 10 * 1024 * 1024,
    // More instances than a page shows of what one mutation changes.
    mounted: 16,
    // More rows than a page shows, each an instance of its own.
    reads: 100,
    // More than a person scrolls through.
    pages: 100,
    time: Duration::from_secs(30),
    concurrency: 1024,
    queue: Duration::from_secs(1),
    detached: 256,
    // Half of the threads that tokio starts: uploads need some as well.
    blocking: 256,
    // A window on each of a few machines, with some tabs each.
    sockets: 16,
    // More than a page shows.
    subscriptions: 256,
    // More conversations than a page shows.
    rooms: 64,
    frame: 256 * 1024,
    frames: 50,
    socket_calls: 64,
    ping: Duration::from_secs(30),
};
