//! The landing of a bundle: each of its members lands where its order among the others is proven.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;

use super::super::carrier::{Bundle, Params};
use super::super::error::Error;
use super::super::live::links;
use super::super::store::core::{Core, HALF, Moment};
use super::super::store::entry::{Entry, EntryId, WHOLE};
use super::super::store::names::add_names;
use super::super::store::order::{Payload, Write};
use super::super::store::seen::note_seen;
use super::super::store::writes::{Landing, land_write};

/// The facts about a bundle that do not come from the server.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Arrival {
    pub(crate) sent_at: Moment,
    pub(crate) at: Moment,
    pub(crate) is_read: bool,
    /// The bundle is as true as a read that was sent at this moment.
    pub(crate) fresh_at: Moment,
}

/// A bundle whose values are shared with what is shown, where it is the same.
pub(crate) struct Parsed {
    pub(crate) v: Option<String>,
    pub(crate) h: Option<String>,
    normal: Params,
    errors: BTreeMap<String, Error>,
    members: BTreeMap<String, Arc<Value>>,
}

impl From<Bundle> for Parsed {
    fn from(Bundle { v, h, normal, errors, members }: Bundle) -> Self {
        let members = members.into_iter().map(|(name, value)| (name, Arc::new(value))).collect();
        Self { v, h, normal, errors, members }
    }
}

impl Parsed {
    /// The bundle that an entry holds, with another token.
    pub(crate) fn held_by(entry: &Entry, v: Option<String>) -> Self {
        let held = |(name, value): (&&str, &Arc<Value>)| ((*name).to_owned(), Arc::clone(value));
        Self {
            v,
            h: entry.h.clone(),
            normal: Params::new(),
            errors: BTreeMap::new(),
            members: entry.base.iter().map(held).collect(),
        }
    }
}

/// Lands a bundle; returns false if the entry has to be read again all the same.
pub(crate) fn land_bundle(core: &mut Core, id: EntryId, bundle: Parsed, arrival: Arrival) -> bool {
    let Parsed { v, h, normal, errors, mut members } = bundle;
    let Arrival { sent_at, at, is_read, fresh_at } = arrival;
    let Some(entry) = core.entries.get_mut(&id) else { return true };
    let landed_at = entry.landed_at;
    let has_errors = !errors.is_empty();
    let mut missing = 0;
    let mut landing = Landing::Shown;
    for member in entry.address.members() {
        let payload = match (errors.get(member.name), members.remove(member.name)) {
            (Some(error), _) => Payload::Error(Arc::new(error.clone())),
            (None, Some(value)) => Payload::Value(value),
            (None, None) => {
                missing += 1;
                continue;
            }
        };
        let write = Write { v: v.clone(), sent_at, at, is_read, payload };
        landing = landing.max(land_write(entry, member.name, write));
    }
    let is_whole = missing == 0 && landing == Landing::Shown && !has_errors;
    entry.h = if is_whole { h } else { None };
    entry.is_dirty = true;
    entry.is_landed = true;
    let context = entry.address.context.name;
    core.changed.insert(id);
    if !normal.is_empty() {
        add_names(core, id, &normal);
    }
    note_seen(core, context, v.as_deref());
    links::follow(core, id);
    let Some(entry) = core.entries.get_mut(&id) else { return true };
    if landing == Landing::Doubt {
        // Also where what is shown is as true as its own answer: the other one may have seen more. What a
        // mutation has changed is known to be in what is asked for after its answer, and in nothing else.
        let since = if is_read { entry.sent_at + HALF } else { at };
        entry.invalidated_at = entry.invalidated_at.max(landed_at).max(since);
    }
    // The answer of a later call has said that there is nothing to read. This one may be the older of the
    // two, and only a read knows.
    let failed_at = entry.failures.get(WHOLE).map_or(0, |failed| failed.sent_at);
    if !is_read && failed_at > sent_at {
        return false;
    }
    // A read after a landing that is older all the same comes from a server that lags behind.
    if landing == Landing::Doubt || (landing != Landing::Shown && sent_at > landed_at) {
        return false;
    }
    // The answer of a call may bring some members only: those that the call has made stale.
    if missing == 0 || is_read || !entry.is_stale() {
        entry.sent_at = entry.sent_at.max(fresh_at);
        entry.forgive(WHOLE, fresh_at);
    }
    true
}
