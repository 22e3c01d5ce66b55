//! The answer of the protocol to one request, before a transport writes it.

use crate::declared::invalidation::Invalidations;

/// A successful answer. A transport sends the body, and the rest in the way of its own: HTTP in
/// headers, a socket not at all. A failure is an [`Error`](crate::Error).
pub(crate) struct Outgoing {
    /// The JSON of the answer.
    pub(crate) body: Vec<u8>,
    /// The invalidations of a mutation. The body repeats them.
    pub(crate) invalidations: Invalidations,
    /// The use of the origin cache; `None` for an answer that is never cached.
    pub(crate) cache: Option<CacheStatus>,
}

/// The use that the origin cache made of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CacheStatus {
    /// The cache was not asked.
    Bypass,
}

impl Outgoing {
    /// An answer that changes nothing and is never cached.
    pub(crate) fn plain(body: Vec<u8>) -> Self {
        Self { body, invalidations: Invalidations::default(), cache: None }
    }

    /// The answer of a mutation.
    pub(crate) fn mutation(body: Vec<u8>, invalidations: Invalidations) -> Self {
        Self { body, invalidations, cache: None }
    }

    /// The bundle of a context.
    pub(crate) fn bundle(body: Vec<u8>, cache: CacheStatus) -> Self {
        Self { body, invalidations: Invalidations::default(), cache: Some(cache) }
    }
}
