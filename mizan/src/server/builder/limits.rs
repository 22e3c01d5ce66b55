//! The limits that the builder of a server sets.

use std::time::Duration;

use super::Builder;

impl Builder {
    /// Sets the largest size of a request body in bytes. The default is 2 MiB.
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.limits.body = bytes;
        self
    }

    /// Sets the largest size in bytes of a file whose parameter has no `size` of its own. The
    /// default is 10 MiB.
    #[cfg(feature = "uploads")]
    pub fn upload_limit(mut self, bytes: u64) -> Self {
        self.limits.upload = bytes;
        self
    }

    /// Sets the time that the files of a call may take to arrive. The default is 5 minutes.
    #[cfg(feature = "uploads")]
    pub fn upload_time_limit(mut self, time: Duration) -> Self {
        self.limits.upload_time = time;
        self
    }

    /// Sets the largest number of context instances that the answer of a mutation contains anew.
    /// The client reads the other ones itself. The default is 16.
    pub fn mounted_limit(mut self, instances: usize) -> Self {
        self.limits.mounted = instances;
        self
    }

    /// The largest number of context instances that one request reads; the default is 100. A request
    /// for more is `PAYLOAD_TOO_LARGE`.
    pub fn reads_limit(mut self, instances: usize) -> Self {
        self.limits.reads = instances;
        self
    }

    /// Sets the largest number of pages of a list that one request reads; the default is 100, and 0
    /// counts as 1. A request for more is `VALIDATION_ERROR`. Clients ask for at most 100 at once: a
    /// list that shows more pages than a lower limit cannot be read again.
    pub fn pages_limit(mut self, pages: u32) -> Self {
        self.limits.pages = pages.max(1);
        self
    }

    /// Sets the time that a body may take to arrive, and that a function may take to answer. After
    /// that the client gets an error. A read is stopped; a mutation runs to its end. For a stream it
    /// is the time between two items, and the time that the client may take to receive one. The
    /// default is 30 seconds.
    pub fn time_limit(mut self, time: Duration) -> Self {
        self.limits.time = time;
        self
    }

    /// Sets the number of requests that run at once; further requests wait. The default is 1024.
    pub fn concurrency_limit(mut self, requests: u32) -> Self {
        self.limits.concurrency = requests;
        self
    }

    /// Sets the memory in bytes for all bodies that are being received or answered at the same time.
    /// A body that finds none within the queue limit is `UNAVAILABLE`. The default is 128 MiB, and at
    /// least the body limit.
    pub fn bodies_limit(mut self, bytes: usize) -> Self {
        self.limits.bodies = bytes;
        self
    }

    /// Sets the time that a request waits for its turn while others run. After that the answer is
    /// `UNAVAILABLE`. The default is 1 second.
    pub fn queue_limit(mut self, time: Duration) -> Self {
        self.limits.queue = time;
        self
    }

    /// Sets the number of mutations that may run on after their callers have left or were told of the
    /// time limit. While there are as many, further mutations are `UNAVAILABLE`; reads go on. The
    /// default is 256.
    pub fn detached_limit(mut self, mutations: usize) -> Self {
        self.limits.detached = mutations;
        self
    }

    /// Sets the number of functions with the key `blocking` that run at once, each on a thread. A
    /// further one that finds none within the queue limit is `UNAVAILABLE`. The default is 256; the
    /// runtime of tokio starts no more than 512 threads for these and for files.
    pub fn blocking_limit(mut self, threads: usize) -> Self {
        self.limits.blocking = threads;
        self
    }

    /// Sets the number of sockets that one signed-in user may have open. The default is 16. The sockets
    /// of others are bounded by the number of connections.
    pub fn sockets_limit(mut self, sockets: usize) -> Self {
        self.limits.sockets = sockets;
        self
    }

    /// Sets the number of live instances that one socket may subscribe. The default is 256.
    pub fn subscriptions_limit(mut self, instances: usize) -> Self {
        self.limits.subscriptions = instances;
        self
    }

    /// Sets the number of rooms of channels that one socket may be in. The default is 64.
    pub fn rooms_limit(mut self, rooms: usize) -> Self {
        self.limits.rooms = rooms;
        self
    }

    /// Sets the largest size in bytes of a frame that a socket may send. The default is 256 KiB. A larger
    /// frame closes the socket.
    pub fn frame_limit(mut self, bytes: usize) -> Self {
        self.limits.frame = bytes;
        self
    }

    /// Sets the number of frames that a socket may send in a second; twice as many may come at once. The
    /// default is 50. A frame above that is `TOO_MANY_REQUESTS`, and who goes on is cut off.
    pub fn frames_limit(mut self, frames: u32) -> Self {
        self.limits.frames = frames;
        self
    }

    /// Sets the number of requests of one socket that run at once. The default is 64.
    pub fn socket_calls_limit(mut self, calls: usize) -> Self {
        self.limits.socket_calls = calls;
        self
    }

    /// Sets the time between two pings of a socket. A socket that answers neither of two is closed. The
    /// default is 30 seconds.
    pub fn ping_interval(mut self, time: Duration) -> Self {
        self.limits.ping = time;
        self
    }
}
