//! The diagnostic of an item: an error or a warning about some of its tokens.

use crate::scan::Span;

pub(crate) type Finding = mizan_ir::Diagnostic<Span>;
