//! The answer of the protocol to one request: all at once, line by line, or later.

use std::pin::Pin;

use super::run::stream::Lines;
use crate::Error;
use crate::outgoing::Outgoing;

pub(crate) enum Served {
    Whole(Outgoing),
    Lines(Lines),
    /// The function was pending at its first poll. The future has everything that the answer still
    /// needs, and nothing of what began the request, which is dropped: a waiting request is small.
    Later(Later),
}

/// An answer that is waited for.
pub(crate) type Later = Pin<Box<dyn Future<Output = Result<Outgoing, Error>> + Send>>;

impl Served {
    /// An answer that is waited for.
    pub(crate) fn later(
        answer: impl Future<Output = Result<Outgoing, Error>> + Send + 'static,
    ) -> Self {
        Self::Later(Box::pin(answer))
    }
}
