//! What a mutation made stale, as the body lists it and as the header repeats it.

use http::{HeaderMap, HeaderName, HeaderValue};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::canonical::canonical;
use super::json::write_text;
use super::scope::Scope;
use crate::function::{Target, TargetKind};

pub(super) const HEADER: HeaderName = HeaderName::from_static("x-mizan-invalidate");

/// All but the characters that a URL never encodes.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A target, and the parameters that narrow it: sorted by name, their values as JSON.
#[derive(Clone, Debug)]
pub(crate) struct Stale {
    kind: TargetKind,
    name: &'static str,
    context: &'static str,
    parameters: Vec<(&'static str, String)>,
}

impl Stale {
    /// The instances of a target that a scope names, at that position among others.
    pub(crate) fn new(position: usize, target: &Target, scope: &Scope) -> Self {
        Self {
            kind: target.kind,
            name: target.name,
            context: target.context,
            parameters: scope.narrow(position, target),
        }
    }

    /// Whether it makes an instance of a context stale, or a part of it: every parameter that it
    /// names has the value of the instance's.
    pub(super) fn reaches<'instance>(
        &self,
        context: &str,
        parameter: impl Fn(&str) -> Option<&'instance str>,
    ) -> bool {
        let has = |(name, json): &(&str, String)| {
            parameter(name).is_some_and(|value| match (canonical(value), canonical(json)) {
                (Ok(value), Ok(json)) => value == json,
                _ => false,
            })
        };
        self.context == context && self.parameters.iter().all(has)
    }

    fn is_of(&self, target: &Target) -> bool {
        (self.kind, self.name) == (target.kind, target.name)
    }
}

/// What a mutation made stale. What it said itself, while it ran, stands for what its arguments
/// would say of the same target.
pub(super) fn resolve(targets: &[Target], scope: &Scope, said: Vec<Stale>) -> Vec<Stale> {
    let mut stale: Vec<Stale> = targets
        .iter()
        .enumerate()
        .filter(|(_, target)| !said.iter().any(|said| said.is_of(target)))
        .map(|(position, target)| Stale::new(position, target, scope))
        .collect();
    stale.extend(said);
    stale
}

/// Writes the entries as JSON.
pub(super) fn write(entries: &[Stale], body: &mut Vec<u8>) {
    body.push(b'[');
    for (index, entry) in entries.iter().enumerate() {
        if index > 0 {
            body.push(b',');
        }
        write_entry(entry, body);
    }
    body.push(b']');
}

fn write_entry(entry: &Stale, body: &mut Vec<u8>) {
    let kind = match entry.kind {
        TargetKind::Context if entry.parameters.is_empty() => return write_text(entry.name, body),
        TargetKind::Context => br#"{"context":"#.as_slice(),
        TargetKind::Function => br#"{"function":"#.as_slice(),
    };
    body.extend_from_slice(kind);
    write_text(entry.name, body);
    if !entry.parameters.is_empty() {
        write_params(&entry.parameters, body);
    }
    body.push(b'}');
}

/// Writes the parameters that narrow an entry, behind another field of it.
pub(super) fn write_params(parameters: &[(&'static str, String)], body: &mut Vec<u8>) {
    let mut opening = br#","params":{"#.as_slice();
    for (name, json) in parameters {
        body.extend_from_slice(opening);
        write_text(name, body);
        body.push(b':');
        body.extend_from_slice(json.as_bytes());
        opening = b",";
    }
    body.push(b'}');
}

/// Repeats the entries in a header, for parties that do not read bodies.
pub(super) fn announce(entries: &[Stale], headers: &mut HeaderMap) {
    if entries.is_empty() {
        return;
    }
    let mut text = String::with_capacity(32);
    for entry in entries {
        if !text.is_empty() {
            text.push_str(", ");
        }
        write_header(entry, &mut text);
    }
    let value = HeaderValue::from_str(&text).expect("percent-encoded text is a header value");
    headers.insert(HEADER, value);
}

fn write_header(entry: &Stale, header: &mut String) {
    encode(entry.name, header);
    for (name, json) in &entry.parameters {
        let value = canonical(json).expect("the value of a scope is JSON");
        header.push(';');
        encode(name, header);
        header.push('=');
        encode(&value, header);
    }
}

/// Most names and values are encoded as they are.
fn encode(text: &str, header: &mut String) {
    match text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
        true => header.push_str(text),
        false => header.extend(utf8_percent_encode(text, RESERVED)),
    }
}
