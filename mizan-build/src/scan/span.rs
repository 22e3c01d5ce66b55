//! The span of tokens in a source file.

use mizan_ir::SourceLocation;
use proc_macro2::LineColumn;
use syn::spanned::Spanned;

/// The begin and the end of tokens: lines, and columns in characters, both counted from 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Span {
    pub(crate) line: usize,
    pub(crate) column: usize,
    pub(crate) end_line: usize,
    pub(crate) end_column: usize,
}

impl Span {
    pub(crate) fn of(tokens: &impl Spanned) -> Self {
        Self::from(tokens.span())
    }

    /// The span from the begin of a token to the end of another one.
    pub(crate) fn between(first: proc_macro2::Span, last: proc_macro2::Span) -> Self {
        let (LineColumn { line, column }, end) = (first.start(), last.end());
        Self { line, column: column + 1, end_line: end.line, end_column: end.column + 1 }
    }

    /// The span from its begin to the end of another one.
    pub(crate) fn to(self, end: Self) -> Self {
        Self { end_line: end.end_line, end_column: end.end_column, ..self }
    }

    /// The begin of the span, in a file of that name.
    pub(crate) fn location(self, file: &str) -> SourceLocation {
        SourceLocation { file: file.to_owned(), line: self.line, column: self.column }
    }
}

impl From<proc_macro2::Span> for Span {
    fn from(span: proc_macro2::Span) -> Self {
        Self::between(span, span)
    }
}
