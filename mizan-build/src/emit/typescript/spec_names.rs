//! The names of the constants in `specs.ts`.

use crate::emit::model::Names;

/// The constant of a context's spec.
pub(super) fn context_constant(names: &Names<'_>) -> String {
    format!("{}Context", names.camel)
}

/// The constant of a function's spec.
pub(super) fn function_constant(names: &Names<'_>) -> String {
    format!("{}Function", names.camel)
}
