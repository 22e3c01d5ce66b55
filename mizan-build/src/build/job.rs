//! The job of one run of a build script.

use crate::{diagnostics::CallSite, output::Output, package::Package};

/// The package, and the demands of its build script.
#[derive(Clone, Copy)]
pub(crate) struct Job<'job> {
    pub(crate) package: &'job Package,
    pub(crate) outputs: &'job [Output],
    /// True if every function has to say who may call it.
    pub(crate) requires_auth: bool,
    /// The call of `generate()`.
    pub(crate) call: CallSite,
}
