//! The end of a session: the data of one person must not be shown to the next.

use super::super::channels::membership;
use super::super::live::connection;
use super::super::store::core::Core;
use super::super::store::entry::EntryId;
use super::invalidation::invalidate;
use super::read::abort_reads;

/// Begins the session of somebody else, or of nobody: the data that are shown are read again.
pub(crate) fn start_session(core: &mut Core, is_signed_in: bool) {
    core.is_signed_in = is_signed_in;
    end_session(core);
    let ids: Vec<EntryId> = core.entries.keys().copied().collect();
    invalidate(core, ids);
}

/// Forgets all data and drops every answer on its way.
pub(crate) fn end_session(core: &mut Core) {
    core.session += 1;
    for abort in std::mem::take(&mut core.calls).into_values() {
        core.later(move |_| abort.abort());
    }
    let layers = std::mem::take(&mut core.layers);
    core.later(move |_| drop(layers));
    let ids: Vec<EntryId> = core.entries.keys().copied().collect();
    for id in ids {
        abort_reads(core, id);
        if let Some(entry) = core.entries.get_mut(&id) {
            entry.reset();
        }
    }
    membership::end_session(core);
    connection::restart(core);
}
