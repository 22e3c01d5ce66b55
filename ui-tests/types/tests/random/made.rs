//! The facts about a type that was made at random.

use std::collections::BTreeSet;
use std::ops::BitOr;

/// The facts about a mention of a type that matter for its lines.
#[derive(Clone, Copy, Default)]
pub(crate) struct Facts {
    /// TypeScript cannot tell all that serde refuses.
    pub(crate) is_loose: bool,
    /// Something may be left out that the type does not show.
    pub(crate) hides_absence: bool,
    /// The server does not write all of it every time.
    pub(crate) is_partial: bool,
    /// Has a map with keys of numbers or truth values, which serde only reads where it reads in one
    /// go: not where a tag, or the lack of one, lets it look at all of an object first.
    pub(crate) counts_keys: bool,
    /// Has such a map where serde does not read it, so that the build refuses it.
    pub(crate) is_refused: bool,
    /// Holds an integer that only a text can carry.
    pub(crate) is_big: bool,
}

impl Facts {
    /// Nothing but that.
    pub(crate) const LOOSE: Self = Self {
        is_loose: true,
        hides_absence: false,
        is_partial: false,
        counts_keys: false,
        is_refused: false,
        is_big: false,
    };

    /// The same facts where serde reads all of an object before it decides.
    pub(crate) fn buffered(self) -> Self {
        Self { is_refused: self.is_refused || self.counts_keys, ..self }
    }
}

impl BitOr for Facts {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self {
            is_loose: self.is_loose | other.is_loose,
            hides_absence: self.hides_absence | other.hides_absence,
            is_partial: self.is_partial | other.is_partial,
            counts_keys: self.counts_keys | other.counts_keys,
            is_refused: self.is_refused | other.is_refused,
            is_big: self.is_big | other.is_big,
        }
    }
}

/// A type as it is mentioned.
#[derive(Clone)]
pub(crate) struct Mention {
    pub(crate) text: String,
    pub(crate) facts: Facts,
}

/// A struct or an enum.
pub(crate) struct Made {
    /// Its path: `crate::types::m7::Record`.
    pub(crate) path: String,
    /// The number of its type parameters.
    pub(crate) parameters: usize,
    pub(crate) facts: Facts,
    /// Its definition, in a module of its own.
    pub(crate) source: String,
    /// Of an object, the numbers of the types whose fields it has: it must not have them twice.
    pub(crate) object: Option<BTreeSet<usize>>,
    /// It takes keys that are not declared.
    pub(crate) is_open: bool,
    /// It is written as a text.
    pub(crate) is_key: bool,
}

/// A whole program of random types.
#[derive(Default)]
pub(crate) struct Program {
    pub(crate) made: Vec<Made>,
    /// The types under test.
    pub(crate) tested: Vec<Mention>,
    pub(crate) renames: Vec<(String, String)>,
    pub(crate) aliases: Vec<(String, String)>,
}
