//! Invalidations as JSON.

use crate::declared::context::{Target, TargetKind};
use crate::declared::invalidation::{Invalidation, Invalidations};
use crate::json::write::write_text;

/// Writes the list of all invalidations.
pub(crate) fn write_invalidations(invalidations: &Invalidations, body: &mut Vec<u8>) {
    let mut opening = b"[".as_slice();
    for invalidation in invalidations.iter() {
        body.extend_from_slice(opening);
        write_invalidation(invalidation, body);
        opening = b",";
    }
    body.extend_from_slice(if opening == b"[" { b"[]" } else { b"]" });
}

fn write_invalidation(invalidation: Invalidation<'_>, body: &mut Vec<u8>) {
    let Target { kind, name, is_ascii_word, .. } = *invalidation.target();
    let mut parameters = invalidation.parameters().peekable();
    let kind = match kind {
        TargetKind::Context if parameters.peek().is_none() => {
            return write_name(name, is_ascii_word, body);
        }
        TargetKind::Context => br#"{"context":"#.as_slice(),
        TargetKind::Function => br#"{"function":"#.as_slice(),
    };
    body.extend_from_slice(kind);
    write_name(name, is_ascii_word, body);
    write_params(parameters, is_ascii_word, body);
    body.push(b'}');
}

/// Writes the member `params` of an entry behind another one, if there are parameters.
pub(super) fn write_params<'scope>(
    parameters: impl Iterator<Item = (&'static str, &'scope str)>,
    is_ascii_word: bool,
    body: &mut Vec<u8>,
) {
    let mut opening = br#","params":{"#.as_slice();
    for (name, json) in parameters {
        body.extend_from_slice(opening);
        write_name(name, is_ascii_word, body);
        body.push(b':');
        body.extend_from_slice(json.as_bytes());
        opening = b",";
    }
    if opening == b"," {
        body.push(b'}');
    }
}

fn write_name(name: &str, is_ascii_word: bool, body: &mut Vec<u8>) {
    if !is_ascii_word {
        return write_text(name, body);
    }
    body.push(b'"');
    body.extend_from_slice(name.as_bytes());
    body.push(b'"');
}
