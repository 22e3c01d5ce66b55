//! Where a thing stands in its source.

use std::fmt;

/// A position in a source file, so that an editor can open what a client was made from.
///
/// ```
/// let place = mizan_ir::Place { file: "src/main.rs".to_owned(), line: 12, column: 8 };
/// assert_eq!(place.to_string(), "src/main.rs:12:8");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The file, relative to the package it belongs to, with `/` between its parts.
    pub file: String,
    /// The line, counted from 1.
    pub line: usize,
    /// The column in characters, counted from 1.
    pub column: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}:{}", self.file, self.line, self.column)
    }
}
