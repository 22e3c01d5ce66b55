//! The lifetime of an entry: a count of readers and a timer decide when it goes.

use super::super::live::{connection, links};
use super::super::store::address::Address;
use super::super::store::core::Core;
use super::super::store::entry::{Entry, EntryId, Id};
use super::super::store::handle::Store;
use super::super::store::names::{add_to_index, remove_from_index};
use super::super::store::tasks::begin;
use super::read::{abort_reads, ensure_read};

/// The entry of an address, which is made if there is none.
pub(crate) fn open_entry(core: &mut Core, address: &Address) -> EntryId {
    let key = address.key();
    if let Some(id) = core.keys.get(&key) {
        return *id;
    }
    let id = core.next_id();
    core.entries.insert(id, Entry::new(address.clone()));
    core.keys.insert(key, id);
    add_to_index(core, id);
    collect_later(core, id);
    id
}

/// Adds a reader to an entry, which is kept true from now on.
pub(crate) fn retain(core: &mut Core, id: EntryId) -> Id {
    let reader = core.next_id();
    let Some(entry) = core.entries.get_mut(&id) else { return reader };
    if let Some(end) = entry.idle_until.take() {
        core.idle.remove(&(end, id));
    }
    entry.readers.insert(reader, None);
    let joins = entry.address.context.is_live && entry.link.is_none();
    if entry.is_due() {
        ensure_read(core, id);
    }
    if joins {
        links::join(core, id);
    }
    connection::revive(core);
    reader
}

/// Releases a reader. The last one that leaves aborts the reads on their way.
pub(crate) fn release(core: &mut Core, id: EntryId, reader: Id) {
    let Some(entry) = core.entries.get_mut(&id) else { return };
    if entry.readers.remove(&reader).is_none() || entry.is_active() {
        return;
    }
    // The layers that were owed to its readers go.
    entry.is_dirty = true;
    links::leave(core, id);
    abort_reads(core, id);
    collect_later(core, id);
}

fn collect_later(core: &mut Core, id: EntryId) {
    core.later(move |store| {
        let now = store.runtime().now();
        store.with(|core| {
            let end = now.saturating_add(core.options.cache_time);
            let Some(entry) = core.entries.get_mut(&id) else { return };
            if entry.is_active() || entry.idle_until.is_some() {
                return;
            }
            entry.idle_until = Some(end);
            core.idle.insert((end, id));
            start_collector(core);
        });
    });
}

/// One timer serves all entries, that of the next one to go.
fn start_collector(core: &mut Core) {
    let Some((end, _)) = core.idle.first().copied() else { return };
    if core.collector.is_some() {
        return;
    }
    let collect = move |store: &Store| {
        let runtime = store.runtime();
        let sleep = runtime.sleep(end.saturating_sub(runtime.now()));
        let store = store.downgrade();
        async move {
            sleep.await;
            let Some(store) = store.upgrade() else { return };
            store.with(|core| {
                core.collector = None;
                collect(core, end);
                start_collector(core);
            });
        }
    };
    core.collector = Some(begin(core, collect, |core| core.collector = None));
}

/// Removes the entries whose time has come.
fn collect(core: &mut Core, now: std::time::Duration) {
    while let Some((end, id)) = core.idle.first().copied() {
        if end > now {
            return;
        }
        core.idle.pop_first();
        abort_reads(core, id);
        if let Some(entry) = core.entries.remove(&id) {
            core.keys.remove(&entry.key);
            remove_from_index(core, id, &entry.names);
        }
    }
}

/// A reader of an entry, until it is dropped.
pub(crate) struct Reader {
    pub(crate) store: Store,
    pub(crate) entry: EntryId,
    pub(crate) id: Id,
}

impl Drop for Reader {
    fn drop(&mut self) {
        self.store.with(|core| release(core, self.entry, self.id));
    }
}
