//! Instructions of a build script for Cargo, each a line without the `cargo::` before it.

use std::path::Path;

use crate::{
    diagnostics::{CallDiagnostic, render_at_call},
    package::Package,
};

pub(super) fn rerun_if_changed(path: &Path) -> String {
    format!("rerun-if-changed={}", path.display())
}

pub(super) fn refuse_calls(package: &Package, diagnostics: &[CallDiagnostic]) -> Vec<String> {
    let mut lines = Vec::new();
    for diagnostic in diagnostics {
        lines.extend(error_lines(&render_at_call(diagnostic, &package.root)));
    }
    lines
}

/// The lines of an error. Cargo takes one line at a time.
pub(super) fn error_lines(text: &str) -> Vec<String> {
    text.lines().map(|line| format!("error={line}")).collect()
}
