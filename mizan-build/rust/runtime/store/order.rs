//! The order of payloads: by the tokens of the server, or by the moments of sending.

use std::cmp::Ordering;
use std::sync::Arc;

use serde_json::Value;

use super::super::error::Error;
use super::core::Moment;

/// A payload of one slot.
#[derive(Debug, Clone)]
pub(crate) struct Write {
    /// The token of the server: `<clock>:<n>`, with `~` behind it if it may hold more than `n`.
    pub(crate) v: Option<String>,
    /// The moment its request was sent; the first time, where it was sent again.
    pub(crate) sent_at: Moment,
    /// The moment it was applied. All payloads of one answer have the same.
    pub(crate) at: Moment,
    /// A read may or may not hold the mutations that it overlapped with.
    pub(crate) is_read: bool,
    pub(crate) payload: Payload,
}

/// The content of a payload.
#[derive(Debug, Clone)]
pub(crate) enum Payload {
    /// A whole value.
    Value(Arc<Value>),
    /// One element of the list before it.
    Element { value: Value, key: &'static str },
    /// The server's error, in place of a value.
    Error(Arc<Error>),
}

/// `Greater` where `fresh` is proven newer than `other`, which was applied before; `Less` older; `Equal`
/// if there is no proof.
pub(crate) fn compare(fresh: &Write, other: &Write) -> Ordering {
    let (v, known) = (fresh.v.as_deref(), other.v.as_deref());
    if is_older(v, known) {
        Ordering::Less
    } else if is_older(known, v) || fresh.sent_at > other.at || fresh.at == other.at {
        Ordering::Greater
    } else {
        Ordering::Equal
    }
}

/// A token with `~` is never the older one: it may have seen what the younger has not.
fn is_older(v: Option<&str>, other: Option<&str>) -> bool {
    !v.is_some_and(|v| v.ends_with('~')) && distance(v, other).is_some_and(|distance| distance > 0)
}

/// The numbers between two tokens of one clock.
pub(crate) fn distance(from: Option<&str>, to: Option<&str>) -> Option<i128> {
    let (clock, from) = parts_of(from?)?;
    let (other, to) = parts_of(to?)?;
    (clock == other).then_some(to - from)
}

fn parts_of(v: &str) -> Option<(&str, i128)> {
    let (clock, number) = v.trim_end_matches('~').rsplit_once(':')?;
    Some((clock, i128::from(number.parse::<u64>().ok()?)))
}
