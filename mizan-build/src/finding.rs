//! What is wrong with an item, at the tokens that make it so.

use mizan_syntax::report::Level;

use crate::scan::Span;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Finding {
    pub(crate) level: Level,
    pub(crate) span: Span,
    pub(crate) message: String,
}

impl Finding {
    pub(crate) fn error(span: Span, message: impl Into<String>) -> Self {
        Self { level: Level::Error, span, message: message.into() }
    }

    pub(crate) fn warning(span: Span, message: impl Into<String>) -> Self {
        Self { level: Level::Warning, ..Self::error(span, message) }
    }
}
