//! The writes of a slot: its value as a log of payloads, so that a late one finds its place.

use std::cmp::Ordering;
use std::sync::Arc;

use serde_json::Value;

use super::entry::{Entry, Failed};
use super::order::{Payload, Write, compare};

/// The result of a landing; the worst of several counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Landing {
    /// The payload is shown as it is.
    Shown,
    /// A newer one is kept, in part or in whole.
    Kept,
    /// Their order is in doubt, so that the entry has to be read again.
    Doubt,
}

/// Lands a payload in the log of its slot. The log begins with a whole value; the elements that were
/// merged into it follow. A payload takes its place behind all that it is newer than, and a whole
/// value removes what is before it. An error stands beside the value that it is newer than.
///
/// Where the order of two payloads has no proof, the moments of sending decide between two mutations.
/// Beside a read the payload is dropped. Both are a doubt, unless the payload changes nothing.
pub(crate) fn land_write(entry: &mut Entry, slot: &'static str, write: Write) -> Landing {
    let log = entry.writes.get(slot).map_or(&[][..], Vec::as_slice);
    let old = entry.base.get(slot);
    let Place { place, mut landing, is_blocked } = find_place(log, &write);
    if is_blocked {
        let is_same =
            apply(old, &write.payload).is_some_and(|value| old.is_some_and(|old| **old == *value));
        return if is_same { Landing::Shown } else { Landing::Doubt };
    }
    if !log.is_empty() && place == 0 {
        return landing.max(Landing::Kept);
    }
    if let Payload::Error(error) = write.payload {
        entry.failures.insert(slot, Failed { error, sent_at: write.sent_at });
        return landing;
    }
    let is_element = matches!(write.payload, Payload::Element { .. });
    let (sent_at, at) = (write.sent_at, write.at);
    let before = if is_element { log.get(..place) } else { None };
    let later = log.get(place..).unwrap_or_default();
    if !later.is_empty() {
        landing = landing.max(Landing::Kept);
    }
    let next: Vec<Write> =
        before.into_iter().flatten().cloned().chain([write]).chain(later.iter().cloned()).collect();
    // In the usual order the list shown only gains an element.
    let value = if later.is_empty() {
        next.last().and_then(|write| apply(old, &write.payload))
    } else {
        next.iter().fold(None, |value, each| apply(value.as_ref(), &each.payload))
    };
    entry.writes.insert(slot, next);
    entry.landed_at = at;
    if let Some(value) = value {
        let value = keep_equal(entry.shown.get(slot), keep_equal(entry.base.get(slot), value));
        entry.base.insert(slot, value);
    }
    // An element leaves in doubt what else the list has lost.
    if !is_element {
        entry.forgive(slot, sent_at);
    }
    landing
}

/// The place of a payload in a log.
struct Place {
    place: usize,
    landing: Landing,
    /// A read is among those whose order has no proof.
    is_blocked: bool,
}

fn find_place(log: &[Write], write: &Write) -> Place {
    let mut found = Place { place: 0, landing: Landing::Shown, is_blocked: false };
    for (at, other) in log.iter().enumerate() {
        let order = compare(write, other);
        let is_behind = order == Ordering::Equal && write.sent_at >= other.sent_at;
        if order == Ordering::Greater || is_behind {
            found.place = at + 1;
        }
        if order == Ordering::Equal {
            found.landing = Landing::Doubt;
            found.is_blocked |= write.is_read || other.is_read;
        }
    }
    found
}

/// The value after a payload; none for an error.
fn apply(before: Option<&Arc<Value>>, payload: &Payload) -> Option<Arc<Value>> {
    match payload {
        Payload::Value(value) => Some(Arc::clone(value)),
        Payload::Element { value, key } => {
            let list = before.and_then(|before| before.as_array()).map_or(&[][..], Vec::as_slice);
            Some(Arc::new(Value::Array(splice(list, value, key))))
        }
        Payload::Error(_) => None,
    }
}

/// The list with `element` in the place of the element that has its key, or at the end.
pub(crate) fn splice(list: &[Value], element: &Value, key: &str) -> Vec<Value> {
    let mut list = list.to_vec();
    match list.iter_mut().find(|each| each.get(key) == element.get(key)) {
        Some(known) => *known = element.clone(),
        None => list.push(element.clone()),
    }
    list
}

/// The known value where it equals the fresh one: equal data keep their identity.
pub(crate) fn keep_equal(known: Option<&Arc<Value>>, fresh: Arc<Value>) -> Arc<Value> {
    match known {
        Some(known) if Arc::ptr_eq(known, &fresh) || **known == *fresh => Arc::clone(known),
        _ => fresh,
    }
}
