//! The landing of a mutation's answer: refreshed contexts, merges and invalidations, as one change.

use std::collections::HashMap;
use std::sync::Arc;

use super::super::carrier::{Invalidation, Merge, Refreshed, Reply};
use super::super::reads::bundle::{Arrival, Parsed, land_bundle};
use super::super::reads::read::refresh;
use super::super::reads::session::end_session;
use super::super::store::core::{Core, Moment};
use super::super::store::entry::{EntryId, Failed, WHOLE};
use super::super::store::names::find;
use super::super::store::order::{Payload, Write};
use super::super::store::seen::note_seen;
use super::super::store::writes::{Landing, land_write};

/// A call, as the landing of its answer needs it.
pub(crate) struct Sent {
    /// The moment it was sent; the first time, because a repeated call may get the first answer.
    pub(crate) sent_at: Moment,
    /// The names of the bundles that the call said it had.
    pub(crate) mounted: HashMap<EntryId, Option<String>>,
}

/// Lands an answer; returns the entries that have to be read again.
pub(crate) fn land_reply(core: &mut Core, sent: &Sent, reply: Reply, at: Moment) -> Vec<EntryId> {
    let mut due = Vec::new();
    if reply.session {
        end_session(core);
        due.extend(core.entries.keys().copied());
    }
    for (context, v) in &reply.v {
        note_seen(core, context, Some(v));
    }
    let mut refreshed = Vec::new();
    for context in reply.contexts {
        let Some(id) = find_exactly(core, &context) else { continue };
        let is_landed = land_context(core, id, context, sent, at);
        if is_landed { refreshed.push(id) } else { due.push(id) }
    }
    for merge in reply.merge {
        let (context, params) = (merge.context.clone(), merge.params.clone());
        for id in find(core, &Invalidation::Context { context, params }) {
            if !refreshed.contains(&id) && !land_merge(core, id, &merge, sent, at) {
                due.push(id);
            }
        }
    }
    for target in &reply.invalidate {
        due.extend(find(core, target));
    }
    due.retain(|id| !refreshed.contains(id));
    for id in refreshed {
        refresh(core, id);
    }
    let mut seen = std::collections::HashSet::new();
    due.retain(|id| seen.insert(*id));
    due
}

/// The entry of exactly these parameters, as the client writes them or in their normal form.
fn find_exactly(core: &Core, refreshed: &Refreshed) -> Option<EntryId> {
    let Refreshed { context, params, only, .. } = refreshed;
    let target = Invalidation::Context { context: context.clone(), params: params.clone() };
    let is_given = |name: &String| params.get(name).is_some_and(|value| !value.is_null());
    find(core, &target).into_iter().find(|id| {
        core.entries.get(id).is_some_and(|entry| {
            let address = &entry.address;
            let mut named = address.params.iter().filter(|(_, value)| !value.is_null());
            address.only_name() == only.as_deref() && named.all(|(name, _)| is_given(name))
        })
    })
}

/// Lands a bundle that came with the answer; returns false if the entry has to be read again.
fn land_context(
    core: &mut Core,
    id: EntryId,
    refreshed: Refreshed,
    sent: &Sent,
    at: Moment,
) -> bool {
    let Some(entry) = core.entries.get_mut(&id) else { return true };
    core.changed.insert(id);
    if let Some(error) = refreshed.error {
        entry.failures.insert(WHOLE, Failed { error: Arc::new(error), sent_at: at });
        return true;
    }
    let has_errors = refreshed.bundle.as_ref().is_some_and(|bundle| !bundle.errors.is_empty());
    let parsed = match refreshed.bundle {
        Some(bundle) => bundle.into(),
        // The server compared with the bundle that the call named; another one may have landed since.
        None if refreshed.same && entry.h.is_some() && sent.mounted.get(&id) == Some(&entry.h) => {
            Parsed::held_by(entry, refreshed.v)
        }
        None => return false,
    };
    let sent_at = sent.sent_at;
    // The server read it after the commit: only an invalidation since the send makes it stale.
    let fresh_at = if entry.invalidated_at < sent_at { at } else { sent_at };
    land_bundle(core, id, parsed, Arrival { sent_at, at, fresh_at, is_read: false }) && !has_errors
}

/// Writes one member; returns false if the entry has to be read again.
fn land_merge(core: &mut Core, id: EntryId, merge: &Merge, sent: &Sent, at: Moment) -> bool {
    let Some(entry) = core.entries.get_mut(&id) else { return true };
    let members = entry.address.members();
    let Some(member) = members.iter().find(|member| member.name == merge.slot) else { return true };
    // The list of a page, for one, need not hold the element.
    if !entry.writes.contains_key(member.name) || entry.address.only.is_some() {
        return false;
    }
    let list = entry.base.get(member.name).and_then(|value| value.as_array());
    let key = member.key.unwrap_or("id");
    let payload = match list.filter(|_| merge.value.is_object()) {
        Some(list) => {
            let is_known = list.iter().any(|each| each.get(key) == merge.value.get(key));
            // Another page may be the one that holds the element.
            if member.is_page && !is_known {
                return false;
            }
            Payload::Element { value: merge.value.clone(), key }
        }
        None => Payload::Value(Arc::new(merge.value.clone())),
    };
    let (v, sent_at) = (merge.v.clone(), sent.sent_at);
    let landing = land_write(entry, member.name, Write { v, sent_at, at, is_read: false, payload });
    entry.h = None;
    entry.is_dirty = true;
    core.changed.insert(id);
    landing != Landing::Doubt
}
