//! Samples that serde reads: where it refuses a text or a number, others are tried.

use std::collections::BTreeMap;

use mizan_ir::{Api, Type};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};
use serde_path_to_error::Segment;

use super::samples::{Amount, KEYS, NUMBERS, SampleMaker, TEXTS};
use super::trace::{Refusal, read};
use crate::declared::model::definitions::Types;

/// The number of samples that are tried for one value.
const TRIALS: usize = 2_000;

/// The result of the trials.
pub(super) enum Settled {
    /// The JSON that was read.
    Read(Value),
    /// JSON of this form is refused, whatever its texts and numbers are.
    Refused(Value, String),
    /// Serde reads texts or numbers of a form that no trial has.
    Unknown(String),
}

/// A value of a type that serde reads.
pub(super) fn settle<T: DeserializeOwned>(types: Types, ty: &Type, is_full: bool) -> Option<T> {
    let mut api = Api { types: types.into_definitions().into_iter().collect(), ..Api::default() };
    api.complete();
    let amount = if is_full { Amount::Full } else { Amount::Least };
    let sample = SampleMaker { api: &api, given: &BTreeMap::new() }.sample(ty, amount, 0);
    let mut value = None;
    try_all(&mut |json| read(json).map(|read| value = Some(read)), sample);
    value
}

/// Reads a sample, with other texts and numbers in the places that are refused.
pub(super) fn try_all(
    read: &mut dyn FnMut(&str) -> Result<(), Refusal>,
    mut sample: Value,
) -> Settled {
    let first = sample.clone();
    let mut told = String::new();
    // The last message whose place is not known, else the last one.
    let (mut last, mut unplaced) = (String::new(), None);
    for _ in 0..TRIALS {
        let refusal = match read(&sample.to_string()) {
            Ok(()) => return Settled::Read(sample),
            Err(refusal) => refusal,
        };
        if is_of_form(&refusal.message) && !is_inside_text(&mut sample, &refusal) {
            return Settled::Refused(sample, refusal.message);
        }
        last = format!("{} (at `{}`)", refusal.message, refusal.path);
        if told.is_empty() {
            told = refusal.message;
        }
        if change_key_of(&mut sample, &refusal.path) {
            continue;
        }
        let is_changed = match find(&mut sample, &refusal.path) {
            Some(place @ (Value::String(_) | Value::Number(_))) => change(place),
            // The path leads to no single place: all texts and numbers change together.
            _ => {
                unplaced = Some(last.clone());
                change_all(&mut sample)
            }
        };
        if !is_changed {
            break;
        }
    }
    match is_structural(&told) {
        true => Settled::Refused(first, told),
        false => Settled::Unknown(unplaced.unwrap_or(last)),
    }
}

/// True for a message of serde about the form of JSON, which other texts and numbers do not change.
fn is_of_form(message: &str) -> bool {
    // The client has no type for a number without a fraction.
    !message.starts_with("invalid type: floating point")
        && ["invalid type", "missing field", "unknown field", "unknown variant", "duplicate field"]
            .iter()
            .any(|start| message.starts_with(start))
}

/// True for a message about a value inside of a text: JSON that is sent as a text.
fn is_inside_text(sample: &mut Value, refusal: &Refusal) -> bool {
    let is_text = matches!(find(sample, &refusal.path), Some(Value::String(_)));
    is_text && !refusal.message.starts_with("invalid type: string")
}

/// True for a message about the form that may come of a text or a number in it.
fn is_structural(message: &str) -> bool {
    message.starts_with("invalid length") || message.starts_with("data did not match any variant")
}

/// Gives the entry of a map that a path leads to the next key: a path of a key that serde refuses
/// does not differ from one of a value. False if the path leads to no entry of a map.
fn change_key_of(sample: &mut Value, path: &serde_path_to_error::Path) -> bool {
    let segments: Vec<&Segment> = path.iter().collect();
    let Some((Segment::Map { key }, parents)) = segments.split_last() else { return false };
    let last = KEYS.iter().position(|known| known == key);
    let map = find(sample, parents.iter().copied()).and_then(Value::as_object_mut);
    let Some((last, map)) = last.zip(map) else { return false };
    let mut value = map.remove(key).unwrap_or_default();
    if last + 1 == KEYS.len() {
        // No key helps: serde refuses the value.
        change_all(&mut value);
    }
    map.insert(next_key(last).to_owned(), value);
    true
}

fn find<'json, 'path>(
    mut value: &'json mut Value,
    path: impl IntoIterator<Item = &'path Segment>,
) -> Option<&'json mut Value> {
    for segment in path {
        value = match segment {
            Segment::Seq { index } => value.get_mut(*index)?,
            Segment::Map { key } => value.get_mut(key.as_str())?,
            Segment::Enum { variant } => value.get_mut(variant.as_str())?,
            Segment::Unknown => return None,
        };
    }
    Some(value)
}

/// Gives a place the next text or number, and the first one after the last. False for a value that
/// is no trial, such as a tag.
fn change(place: &mut Value) -> bool {
    *place = match place {
        Value::String(text) => match TEXTS.iter().position(|known| known == text) {
            Some(last) => json!(TEXTS[(last + 1) % TEXTS.len()]),
            None => return false,
        },
        Value::Number(number) => {
            let last = NUMBERS.iter().position(|known| number.as_i64() == Some(*known));
            json!(NUMBERS[last.map_or(0, |last| (last + 1) % NUMBERS.len())])
        }
        _ => return false,
    };
    true
}

/// Changes every text and number in a value.
fn change_all(value: &mut Value) -> bool {
    let mut is_changed = false;
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| is_changed |= change_all(item)),
        Value::Object(object) => {
            is_changed |= change_key(object);
            object.values_mut().for_each(|item| is_changed |= change_all(item));
        }
        place => is_changed = change(place),
    }
    is_changed
}

/// Gives the entry of a map the next key.
fn change_key(object: &mut Map<String, Value>) -> bool {
    let known = object.keys().find_map(|key| KEYS.iter().position(|known| known == key));
    let Some(last) = known else { return false };
    let value = object.remove(KEYS[last]).unwrap_or_default();
    object.insert(next_key(last).to_owned(), value);
    true
}

/// The key after another one, and the first one after the last.
fn next_key(last: usize) -> &'static str {
    KEYS[(last + 1) % KEYS.len()]
}
