//! A target of `affects` or `merge`: a context, or one read of a context.

use super::model::Types;

/// Something that a mutation makes stale.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    pub(crate) kind: TargetKind,
    pub(crate) name: &'static str,
    pub(crate) context: &'static str,
    pub(crate) parameters: &'static [&'static str],
    /// Whether it says itself which instances it means, and not by the function's arguments.
    pub(crate) is_explicit: bool,
    /// Whether its names stand in JSON and in a header as they are.
    pub(crate) is_ascii_word: bool,
    /// Tells the model of the context.
    pub(crate) describe: fn(&mut Types) -> mizan_ir::Context,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TargetKind {
    Context,
    Function,
}

impl Target {
    /// The same, where it says itself which instances it means.
    pub const fn explicit(self) -> Self {
        Self { is_explicit: true, ..self }
    }

    /// The context that it belongs to.
    pub const fn whole(self) -> Self {
        self.named(TargetKind::Context, self.context)
    }

    /// Another part of the same context.
    pub(crate) const fn named(self, kind: TargetKind, name: &'static str) -> Self {
        Self { kind, name, is_ascii_word: are_ascii_words(name, self.parameters), ..self }
    }
}

/// Whether names are plain letters, as they are unless somebody writes `Größe`.
pub(super) const fn are_ascii_words(name: &str, parameters: &[&str]) -> bool {
    let mut are = is_ascii_word(name.as_bytes());
    let mut parameter = 0;
    while parameter < parameters.len() {
        are = are && is_ascii_word(parameters[parameter].as_bytes());
        parameter += 1;
    }
    are
}

const fn is_ascii_word(name: &[u8]) -> bool {
    let mut at = 0;
    while at < name.len() && (name[at].is_ascii_alphanumeric() || name[at] == b'_') {
        at += 1;
    }
    at == name.len()
}

/// Whether an argument of that name says which instances are meant.
pub const fn scopes(targets: &[Target], argument: &str) -> bool {
    let mut target = 0;
    while target < targets.len() {
        let Target { parameters, is_explicit, .. } = targets[target];
        let mut parameter = 0;
        while !is_explicit && parameter < parameters.len() {
            if same(parameters[parameter].as_bytes(), argument.as_bytes()) {
                return true;
            }
            parameter += 1;
        }
        target += 1;
    }
    false
}

const fn same(left: &[u8], right: &[u8]) -> bool {
    if left.len() != right.len() {
        return false;
    }
    let mut index = 0;
    while index < left.len() {
        if left[index] != right[index] {
            return false;
        }
        index += 1;
    }
    true
}
