//! Reads: when a new one is sent, who joins one that is on its way, and the landing of its answer.

use std::sync::Arc;

use super::super::carrier::{self, Bundle};
use super::super::error::{Code, Error};
use super::super::store::core::{Core, Moment, NEVER};
use super::super::store::entry::{EntryId, Failed, Id, Read, WHOLE};
use super::super::store::handle::{Store, WeakStore};
use super::super::store::seen::seen_text;
use super::super::store::tasks::begin;
use super::bundle::{Arrival, land_bundle};
use super::retry::{next_pause, send_in_time};
use super::unauthorized::lose_session;

/// Starts a read, unless one is on its way that was sent after the last invalidation.
pub(crate) fn ensure_read(core: &mut Core, id: EntryId) {
    let Some(entry) = core.entries.get(&id) else { return };
    if entry.reads.iter().any(|read| read.sent_at > entry.invalidated_at) {
        return;
    }
    // No read on its way can make the entry fresh any more; one may still bring the first data.
    let kept = usize::from(entry.sent_at == 0);
    abort_from(core, id, kept);
    start_read(core, id);
}

/// Reads a stale entry again if it has readers.
pub(crate) fn refresh(core: &mut Core, id: EntryId) {
    if core.entries.get(&id).is_some_and(|entry| entry.is_stale() && entry.is_active()) {
        ensure_read(core, id);
    }
}

/// Aborts all reads of an entry.
pub(crate) fn abort_reads(core: &mut Core, id: EntryId) {
    abort_from(core, id, 0);
    core.changed.insert(id);
}

/// Aborts the reads of an entry behind the first `kept`.
fn abort_from(core: &mut Core, id: EntryId, kept: usize) {
    let Some(entry) = core.entries.get_mut(&id) else { return };
    let kept = kept.min(entry.reads.len());
    for read in entry.reads.split_off(kept) {
        core.later(move |_| read.abort.abort());
    }
}

/// Begins a read. It is sent when its task runs, so that the invalidations of one moment send one.
fn start_read(core: &mut Core, id: EntryId) {
    let read = core.next_id();
    let run = move |store: &Store| run_read(store.downgrade(), id, read);
    let abort = begin(core, run, move |core| end_read(core, id, read, Err(Error::left())));
    let Some(entry) = core.entries.get_mut(&id) else { return };
    entry.reads.push(Read { id: read, sent_at: NEVER, tried_at: 0, abort, failure: None });
    // Without data there is nothing that could be shown as refreshing.
    if entry.is_landed {
        core.changed.insert(id);
    }
}

/// Reads, and reads again after a failure for a moment, until there is an answer to land.
async fn run_read(store: WeakStore, id: EntryId, read: Id) {
    let Some(answer) = attempt_read(store.clone(), id, read).await else { return };
    let Some(store) = store.upgrade() else { return };
    store.with(|core| end_read(core, id, read, answer));
}

/// The answer to a read; none if nobody wants it any more. No attempt keeps the store alive.
async fn attempt_read(store: WeakStore, id: EntryId, read: Id) -> Option<Result<Bundle, Error>> {
    let mut failures = 0;
    loop {
        let (runtime, sent, options) = {
            let store = store.upgrade()?;
            let request = store.with(|core| send_read(core, id, read))?;
            let options = store.with(|core| core.options.clone());
            (store.runtime(), store.carrier().read(request), options)
        };
        let error = match send_in_time(runtime.as_ref(), options.timeout, sent).await {
            Ok(bundle) => return Some(Ok(bundle)),
            Err(error) => error,
        };
        let pause = next_pause(runtime.as_ref(), &error, failures, options.retries);
        let Some(pause) = pause else { return Some(Err(error)) };
        failures += 1;
        store.upgrade()?.with(|core| pause_read(core, id, read, error));
        runtime.sleep(pause).await;
    }
}

/// Takes note that a read is sent; the request, unless it was aborted.
fn send_read(core: &mut Core, id: EntryId, read: Id) -> Option<carrier::Read> {
    let at = core.tick();
    let entry = core.entries.get_mut(&id)?;
    let read = entry.reads.iter_mut().find(|each| each.id == read)?;
    read.sent_at = at;
    read.tried_at = at;
    let address = entry.address.clone();
    let context = address.context.name;
    Some(carrier::Read {
        context,
        only: address.only_name(),
        params: address.params,
        seen: seen_text(core, &[context]),
    })
}

/// An attempt has failed, and another one follows. It will be younger than any invalidation until then,
/// so all may join it.
fn pause_read(core: &mut Core, id: EntryId, read: Id, error: Error) {
    let Some(entry) = core.entries.get_mut(&id) else { return };
    let Some(read) = entry.reads.iter_mut().find(|each| each.id == read) else { return };
    read.sent_at = NEVER;
    read.failure = Some(Arc::new(error));
    core.changed.insert(id);
}

/// Lands an answer. An aborted read has left its entry; its carrier may have answered it all the same.
fn end_read(core: &mut Core, id: EntryId, read: Id, answer: Result<Bundle, Error>) {
    let Some(entry) = core.entries.get_mut(&id) else { return };
    let Some(at) = entry.reads.iter().position(|each| each.id == read) else { return };
    let read = entry.reads.remove(at);
    core.changed.insert(id);
    match answer {
        Ok(bundle) => land_read(core, id, read.sent_at, bundle),
        Err(error) => fail_read(core, id, read.tried_at, error),
    }
}

/// An error counts unless a younger read has brought the truth, or another one may still do so.
fn fail_read(core: &mut Core, id: EntryId, sent_at: Moment, error: Error) {
    core.tick();
    if error.code == Code::Unauthorized {
        lose_session(core, Some(id), sent_at);
    }
    let Some(entry) = core.entries.get_mut(&id) else { return };
    if entry.reads.is_empty() && (entry.is_stale() || sent_at >= entry.sent_at) {
        // The answer of a later call may have said that there is nothing to read: only a read after it
        // knows.
        let known = entry.failures.get(WHOLE).map_or(0, |failed| failed.sent_at);
        let failed = Failed { error: Arc::new(error), sent_at: known.max(sent_at) };
        entry.failures.insert(WHOLE, failed);
    }
}

fn land_read(core: &mut Core, id: EntryId, sent_at: Moment, bundle: Bundle) {
    let is_overlapped = core.entries.get(&id).is_some_and(|entry| sent_at < entry.landed_at);
    let arrival = Arrival { sent_at, at: core.tick(), is_read: true, fresh_at: sent_at };
    let is_true = land_bundle(core, id, bundle.into(), arrival);
    // A server that answers a later read with an older state must not be asked for ever.
    if is_true || is_overlapped {
        refresh(core, id);
    }
}
