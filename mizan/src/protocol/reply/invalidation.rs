//! What a mutation made stale, as the body lists it and as the header repeats it.

use std::borrow::Cow;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::Context;
use crate::declared::scope::Scope;
use crate::declared::target::{Target, TargetKind};
use crate::json::{canonical, write_text};

pub(in crate::protocol) const HEADER: HeaderName = HeaderName::from_static("x-mizan-invalidate");

/// All but the characters that a URL never encodes.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// What a function changed.
#[derive(Debug)]
pub(in crate::protocol) struct Invalidations<'run> {
    targets: &'static [Target],
    scope: &'run Scope,
    explicit: &'run [ExplicitInvalidation],
}

/// A context that the application itself says to be stale: the instances that a scope names.
#[derive(Clone, Debug)]
pub(crate) struct ExplicitInvalidation {
    target: Target,
    scope: Scope,
}

impl ExplicitInvalidation {
    pub(crate) fn of<C: Context>(context: &C) -> Self {
        Self { target: C::TARGET, scope: context.scope() }
    }

    pub(in crate::protocol) fn context(&self) -> &'static str {
        self.target.context
    }
}

/// A target, and what narrows it.
#[derive(Clone, Copy)]
struct Invalidation<'invalidations> {
    target: &'invalidations Target,
    position: usize,
    scope: &'invalidations Scope,
}

impl<'invalidations> Invalidation<'invalidations> {
    /// The parameters that narrow it: sorted by name, their values as JSON.
    fn parameters(self) -> impl Iterator<Item = (&'static str, &'invalidations str)> + Clone {
        self.scope.narrow(self.position, self.target)
    }
}

impl<'run> Invalidations<'run> {
    /// What a function declares to change, in the instances that its arguments name. What it said to be stale
    /// itself, while it ran, stands for what its arguments would say of the same target.
    pub(in crate::protocol) fn new(
        targets: &'static [Target],
        scope: &'run Scope,
        explicit: &'run [ExplicitInvalidation],
    ) -> Self {
        Self { targets, scope, explicit }
    }

    fn entries(&self) -> impl Iterator<Item = Invalidation<'_>> {
        let explicit = |target: &Target| {
            let is_it = |explicit: &ExplicitInvalidation| {
                (explicit.target.kind, explicit.target.name) == (target.kind, target.name)
            };
            self.explicit.iter().any(is_it)
        };
        let declared = self.targets.iter().enumerate().filter(move |(_, target)| !explicit(target));
        let declared =
            declared.map(|(position, target)| Invalidation { target, position, scope: self.scope });
        let explicit = self.explicit.iter();
        declared.chain(explicit.map(|ExplicitInvalidation { target, scope }| Invalidation {
            target,
            position: 0,
            scope,
        }))
    }

    /// Whether an instance of a context is stale, or a part of it: every parameter that a change
    /// names has the value of the instance's.
    pub(in crate::protocol) fn reach<'instance>(
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
        self.entries().any(|invalidation| {
            invalidation.target.context == context && invalidation.parameters().all(has)
        })
    }

    /// Writes them as JSON.
    pub(in crate::protocol) fn write(&self, body: &mut Vec<u8>) {
        let mut opening = b"[".as_slice();
        for invalidation in self.entries() {
            body.extend_from_slice(opening);
            write_entry(invalidation, body);
            opening = b",";
        }
        body.extend_from_slice(if opening == b"[" { b"[]" } else { b"]" });
    }

    /// Repeats them in a header, for parties that do not read bodies.
    pub(in crate::protocol) fn announce(&self, headers: &mut HeaderMap) {
        let mut text = String::new();
        for invalidation in self.entries() {
            let separator = if text.is_empty() { "" } else { ", " };
            write_header(invalidation, separator, &mut text);
        }
        if !text.is_empty() {
            let value = HeaderValue::from_maybe_shared(Bytes::from(text));
            headers.insert(HEADER, value.expect("percent-encoded text is a header value"));
        }
    }
}

fn write_entry(invalidation: Invalidation<'_>, body: &mut Vec<u8>) {
    let Target { kind, name, is_ascii_word, .. } = *invalidation.target;
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

/// Writes the parameters that narrow an entry, if there are any, behind another field of it.
pub(in crate::protocol) fn write_params<'scope>(
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

fn write_header(invalidation: Invalidation<'_>, separator: &str, header: &mut String) {
    let Target { name, is_ascii_word, .. } = *invalidation.target;
    let size = |(name, json): (&str, &str)| name.len() + json.len() + 2;
    let parameters = invalidation.parameters().map(size).sum::<usize>();
    // As much as the text takes, as a rule, so that it is the header's without being copied.
    header.reserve_exact(separator.len() + name.len() + parameters);
    header.push_str(separator);
    encode(name, is_ascii_word, header);
    for (name, json) in invalidation.parameters() {
        header.push(';');
        encode(name, is_ascii_word, header);
        header.push('=');
        let value = canonical(json).expect("the value of a scope is JSON");
        // What is its own text is a number.
        encode(&value, matches!(value, Cow::Borrowed(_)), header);
    }
}

fn encode(text: &str, is_ascii_word: bool, header: &mut String) {
    match is_ascii_word {
        true => header.push_str(text),
        false => header.extend(utf8_percent_encode(text, RESERVED)),
    }
}
