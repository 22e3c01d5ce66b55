//! The announcement of a mutation: its invalidations, and the versions of the contexts that it
//! changed.

use std::sync::Arc;

use smallvec::SmallVec;

use crate::declared::invalidation::Invalidations;
use crate::server::clock::{Clock, Token};

/// The invalidations of a mutation, and the tokens of the clocks that it advanced. Both are empty
/// for a read and for a mutation that has changed nothing.
#[derive(Default)]
pub(crate) struct Announcement {
    pub(crate) invalidations: Invalidations,
    pub(crate) tokens: SmallVec<[(Arc<Clock>, Token); 1]>,
}

impl Announcement {
    /// Writes the tokens behind the other members of an answer.
    pub(crate) fn write_versions(&self, body: &mut Vec<u8>) {
        let mut opening = br#","v":{"#.as_slice();
        for (clock, token) in &self.tokens {
            body.extend_from_slice(opening);
            clock.write_member(token, body);
            opening = b",";
        }
        if !self.tokens.is_empty() {
            body.push(b'}');
        }
    }

    /// The clock and the token of a context whose clock was advanced.
    pub(crate) fn find(&self, context: &str) -> Option<&(Arc<Clock>, Token)> {
        self.tokens.iter().find(|(clock, _)| clock.context() == context)
    }
}
