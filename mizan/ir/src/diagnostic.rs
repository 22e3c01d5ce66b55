//! The diagnostic: an error or a warning about a part of a source.

use std::fmt;

/// An error or a warning, and the part of the source that it is about. `Span` is the type by which
/// a source names its parts: a range of bytes, or lines and columns.
///
/// ```
/// use mizan_ir::{Diagnostic, Level};
///
/// let diagnostic = Diagnostic::error(3..7, "`usr` is not a context").with_help("write `user`");
/// assert_eq!((diagnostic.level, diagnostic.span), (Level::Error, 3..7));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic<Span> {
    /// The severity.
    pub level: Level,
    /// The part of the source that is wrong.
    pub span: Span,
    /// A description of the fault and its reason.
    pub message: String,
    /// The correction to write; empty if the message names it.
    pub help: String,
}

impl<Span> Diagnostic<Span> {
    /// An error without a help text.
    ///
    /// ```
    /// assert!(mizan_ir::Diagnostic::error(0..1, "a name is missing").help.is_empty());
    /// ```
    pub fn error(span: Span, message: impl Into<String>) -> Self {
        Self { level: Level::Error, span, message: message.into(), help: String::new() }
    }

    /// A warning without a help text.
    ///
    /// ```
    /// use mizan_ir::{Diagnostic, Level};
    ///
    /// assert_eq!(Diagnostic::warning(0..1, "no function reads it").level, Level::Warning);
    /// ```
    pub fn warning(span: Span, message: impl Into<String>) -> Self {
        Self { level: Level::Warning, ..Self::error(span, message) }
    }

    /// The same diagnostic with a help text.
    ///
    /// ```
    /// let diagnostic = mizan_ir::Diagnostic::error(0..1, "too long").with_help("write less");
    /// assert_eq!(diagnostic.help, "write less");
    /// ```
    #[must_use]
    pub fn with_help(self, help: impl Into<String>) -> Self {
        Self { help: help.into(), ..self }
    }
}

/// The severity of a diagnostic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Level {
    /// The build fails, and no client is written.
    Error,
    /// The build succeeds.
    Warning,
}

/// The word of the compiler: `error` or `warning`.
impl fmt::Display for Level {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Error => "error",
            Self::Warning => "warning",
        })
    }
}
