//! What a mutation made stale, as the body lists it and as the header repeats it.

use std::borrow::Cow;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::canonical::canonical;
use super::json::write_text;
use super::scope::Scope;
use crate::Context;
use crate::function::{Target, TargetKind};

pub(super) const HEADER: HeaderName = HeaderName::from_static("x-mizan-invalidate");

/// All but the characters that a URL never encodes.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// What a function changed.
#[derive(Debug)]
pub(super) struct Changes<'run> {
    targets: &'static [Target],
    scope: &'run Scope,
    said: Vec<Said>,
}

/// A context that the application itself says to be stale: the instances that a scope names.
#[derive(Clone, Debug)]
pub(crate) struct Said {
    target: Target,
    scope: Scope,
}

impl Said {
    pub(crate) fn of<C: Context>(context: &C) -> Self {
        Self { target: C::TARGET, scope: context.scope() }
    }
}

/// A target, and what narrows it.
#[derive(Clone, Copy)]
struct Stale<'changes> {
    target: &'changes Target,
    position: usize,
    scope: &'changes Scope,
}

impl<'changes> Stale<'changes> {
    /// The parameters that narrow it: sorted by name, their values as JSON.
    fn parameters(self) -> impl Iterator<Item = (&'static str, &'changes str)> + Clone {
        self.scope.narrow(self.position, self.target)
    }
}

impl<'run> Changes<'run> {
    /// What a function declares to change, in the instances that its arguments name. What it said
    /// itself, while it ran, stands for what its arguments would say of the same target.
    pub(super) fn new(targets: &'static [Target], scope: &'run Scope, said: Vec<Said>) -> Self {
        Self { targets, scope, said }
    }

    fn entries(&self) -> impl Iterator<Item = Stale<'_>> {
        let said = |target: &Target| {
            let is_it =
                |said: &Said| (said.target.kind, said.target.name) == (target.kind, target.name);
            self.said.iter().any(is_it)
        };
        let declared = self.targets.iter().enumerate().filter(move |(_, target)| !said(target));
        let declared =
            declared.map(|(position, target)| Stale { target, position, scope: self.scope });
        let said = self.said.iter();
        declared.chain(said.map(|Said { target, scope }| Stale { target, position: 0, scope }))
    }

    /// Whether an instance of a context is stale, or a part of it: every parameter that a change
    /// names has the value of the instance's.
    pub(super) fn reach<'instance>(
        &self,
        context: &str,
        parameter: impl Fn(&str) -> Option<&'instance str>,
    ) -> bool {
        let has = |(name, json): (&str, &str)| {
            parameter(name).is_some_and(|value| match (canonical(value), canonical(json)) {
                (Ok(value), Ok(json)) => value == json,
                _ => false,
            })
        };
        self.entries().any(|stale| stale.target.context == context && stale.parameters().all(has))
    }

    /// Writes them as JSON.
    pub(super) fn write(&self, body: &mut Vec<u8>) {
        let mut opening = b"[".as_slice();
        for stale in self.entries() {
            body.extend_from_slice(opening);
            write_entry(stale, body);
            opening = b",";
        }
        body.extend_from_slice(if opening == b"[" { b"[]" } else { b"]" });
    }

    /// Repeats them in a header, for parties that do not read bodies.
    pub(super) fn announce(&self, headers: &mut HeaderMap) {
        let mut text = String::new();
        for stale in self.entries() {
            let separator = if text.is_empty() { "" } else { ", " };
            write_header(stale, separator, &mut text);
        }
        if !text.is_empty() {
            let value = HeaderValue::from_maybe_shared(Bytes::from(text));
            headers.insert(HEADER, value.expect("percent-encoded text is a header value"));
        }
    }
}

fn write_entry(stale: Stale<'_>, body: &mut Vec<u8>) {
    let Target { kind, name, is_plain, .. } = *stale.target;
    let mut parameters = stale.parameters().peekable();
    let kind = match kind {
        TargetKind::Context if parameters.peek().is_none() => {
            return write_name(name, is_plain, body);
        }
        TargetKind::Context => br#"{"context":"#.as_slice(),
        TargetKind::Function => br#"{"function":"#.as_slice(),
    };
    body.extend_from_slice(kind);
    write_name(name, is_plain, body);
    write_params(parameters, is_plain, body);
    body.push(b'}');
}

/// Writes the parameters that narrow an entry, if there are any, behind another field of it.
pub(super) fn write_params<'scope>(
    parameters: impl Iterator<Item = (&'static str, &'scope str)>,
    is_plain: bool,
    body: &mut Vec<u8>,
) {
    let mut opening = br#","params":{"#.as_slice();
    for (name, json) in parameters {
        body.extend_from_slice(opening);
        write_name(name, is_plain, body);
        body.push(b':');
        body.extend_from_slice(json.as_bytes());
        opening = b",";
    }
    if opening == b"," {
        body.push(b'}');
    }
}

fn write_name(name: &str, is_plain: bool, body: &mut Vec<u8>) {
    if !is_plain {
        return write_text(name, body);
    }
    body.push(b'"');
    body.extend_from_slice(name.as_bytes());
    body.push(b'"');
}

fn write_header(stale: Stale<'_>, separator: &str, header: &mut String) {
    let Target { name, is_plain, .. } = *stale.target;
    let size = |(name, json): (&str, &str)| name.len() + json.len() + 2;
    let parameters = stale.parameters().map(size).sum::<usize>();
    // As much as the text takes, as a rule, so that it is the header's without being copied.
    header.reserve_exact(separator.len() + name.len() + parameters);
    header.push_str(separator);
    encode(name, is_plain, header);
    for (name, json) in stale.parameters() {
        header.push(';');
        encode(name, is_plain, header);
        header.push('=');
        let value = canonical(json).expect("the value of a scope is JSON");
        // What is its own text is a number.
        encode(&value, matches!(value, Cow::Borrowed(_)), header);
    }
}

fn encode(text: &str, is_plain: bool, header: &mut String) {
    match is_plain {
        true => header.push_str(text),
        false => header.extend(utf8_percent_encode(text, RESERVED)),
    }
}
