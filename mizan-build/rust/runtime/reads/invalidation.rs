//! Invalidation: entries become stale, and those with readers are read again.

use super::super::store::core::Core;
use super::super::store::entry::EntryId;
use super::read::ensure_read;

/// Invalidates entries; those with readers are read again.
pub(crate) fn invalidate(core: &mut Core, ids: impl IntoIterator<Item = EntryId>) {
    for id in ids {
        let at = core.tick();
        let Some(entry) = core.entries.get_mut(&id) else { continue };
        entry.invalidated_at = at;
        core.changed.insert(id);
        if entry.is_active() {
            ensure_read(core, id);
        }
    }
}
