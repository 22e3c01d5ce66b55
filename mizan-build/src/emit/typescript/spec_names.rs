//! The names of the constants that hold specifications.

use crate::emit::model::Names;

/// The constant of a context's specification.
pub(super) fn context_constant(names: &Names<'_>) -> String {
    format!("{}Context", names.camel)
}

/// The constant of a function's specification.
pub(super) fn function_constant(names: &Names<'_>) -> String {
    format!("{}Function", names.camel)
}
