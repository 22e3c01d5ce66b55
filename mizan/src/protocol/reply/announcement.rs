//! The announcement of a mutation that may have changed something.

use std::sync::Arc;

use super::invalidation::ExplicitInvalidation;
use crate::Server;
use crate::json::write_text;
use crate::server::{Clock, Token};

/// The contexts that a function itself said to be stale, and the clocks that its mutation advanced.
#[derive(Default)]
pub(in crate::protocol) struct Announcement {
    pub(in crate::protocol) explicit: Vec<ExplicitInvalidation>,
    pub(in crate::protocol) tokens: Vec<(Arc<Clock>, Token)>,
}

impl Announcement {
    /// Advances the clocks of the contexts that the function itself said to be stale.
    pub(in crate::protocol) fn advance_explicit(&mut self, server: &Server) {
        for invalidation in &self.explicit {
            let context = invalidation.context();
            if self.find(context).is_none()
                && let Some(clock) = server.find_clock(context)
            {
                self.tokens.push((Arc::clone(clock), clock.start_change().advance()));
            }
        }
    }

    /// Writes the tokens, behind the other fields of an answer.
    pub(in crate::protocol) fn write_versions(&self, body: &mut Vec<u8>) {
        let mut opening = br#","v":{"#.as_slice();
        for (clock, token) in &self.tokens {
            body.extend_from_slice(opening);
            write_text(clock.context(), body);
            body.extend_from_slice(b":\"");
            clock.write(*token, body);
            body.push(b'"');
            opening = b",";
        }
        if !self.tokens.is_empty() {
            body.push(b'}');
        }
    }

    /// The clock and the token of a context, if its clock was advanced.
    pub(in crate::protocol) fn find(&self, context: &str) -> Option<&(Arc<Clock>, Token)> {
        self.tokens.iter().find(|(clock, _)| clock.context() == context)
    }
}
