//! The answer of the protocol to one request, before a transport writes it.

use bytes::Bytes;

use crate::declared::invalidation::Invalidations;
use crate::protocol::run::running_bundle::ReadBundle;
use crate::server::observer::CacheResult;

/// A successful answer. A transport sends the body, and the rest in the way of its own: HTTP in
/// headers, a socket not at all. A failure is an [`Error`](crate::Error).
#[derive(Clone)]
pub(crate) struct Outgoing {
    /// The JSON of the answer.
    pub(crate) body: Bytes,
    /// The invalidations of a mutation. The body repeats them.
    pub(crate) invalidations: Invalidations,
    /// What the cache did for a read; `None` without a cache.
    pub(crate) cache: Option<CacheResult>,
}

impl Outgoing {
    /// An answer that changes nothing.
    pub(crate) fn plain(body: impl Into<Bytes>) -> Self {
        Self { body: body.into(), invalidations: Invalidations::default(), cache: None }
    }

    /// The answer of a read.
    pub(crate) fn read(ReadBundle { body, cache, .. }: ReadBundle) -> Self {
        Self { cache, ..Self::plain(body) }
    }

    /// The answer of a mutation.
    pub(crate) fn mutation(body: Vec<u8>, invalidations: Invalidations) -> Self {
        Self { invalidations, ..Self::plain(body) }
    }
}
