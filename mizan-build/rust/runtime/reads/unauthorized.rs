//! The answer that nobody is signed in any more, or that nobody ever was.

use super::super::store::core::{Core, Moment};
use super::super::store::entry::{Entry, EntryId};
use super::invalidation::invalidate;
use super::session::start_session;

/// Ends the session if there was one: an entry that was read before is refused now, or a call is
/// refused for the first time. The first refusal of a new entry proves nothing, as it may need a
/// session where the others do not; so the others are asked, unless they were answered after it.
pub(crate) fn lose_session(core: &mut Core, id: Option<EntryId>, sent_at: Moment) {
    let was_signed_in = core.is_signed_in;
    core.is_signed_in = false;
    let was_read = |id| core.entries.get(&id).is_some_and(|entry| entry.sent_at > 0);
    if id.map_or(was_signed_in, was_read) {
        start_session(core, false);
    } else if was_signed_in {
        let is_older = |entry: &Entry| entry.sent_at > 0 && entry.landed_at < sent_at;
        let others: Vec<EntryId> =
            core.entries.iter().filter(|(_, entry)| is_older(entry)).map(|(id, _)| *id).collect();
        invalidate(core, others);
    }
}
