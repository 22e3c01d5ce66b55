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

pub(super) fn warn_of_calls(package: &Package, diagnostics: &[CallDiagnostic]) -> Vec<String> {
    let mut lines = Vec::new();
    for diagnostic in diagnostics {
        lines.extend(warning_lines(&render_at_call(diagnostic, &package.root)));
    }
    lines
}

pub(super) fn warning_lines(text: &str) -> Vec<String> {
    text.lines().map(|line| format!("warning={line}")).collect()
}

/// The lines of an error. Cargo takes one line at a time.
pub(crate) fn error_lines(text: &str) -> Vec<String> {
    text.lines().map(|line| format!("error={line}")).collect()
}
