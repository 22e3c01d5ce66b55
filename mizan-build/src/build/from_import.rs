//! The build from a model that is made already, in KDL or by a linked registry.

use mizan_syntax::report::Report;

use super::{
    Job,
    cargo::{refuse_calls, rerun_if_changed, warn_of_calls, warning_lines},
    out_dir::{write_api, write_report},
};
use crate::{origin::Import, output::check_outputs};

pub(super) fn build_from_import(job: Job<'_>, import: &Import) -> Vec<String> {
    // Cargo runs a build script that names no file whenever anything in the package changes.
    let watched = import.file.clone().unwrap_or_else(|| job.package.root.join("build.rs"));
    let mut lines = vec![rerun_if_changed(&watched)];
    for text in &import.warnings {
        lines.extend(warning_lines(text));
    }
    let report =
        Report { complete: true, elsewhere: Some(import.name.clone()), ..Report::default() };
    let written = write_report(job, &report.to_text())
        .and_then(|_| check_outputs(job.package, job.outputs))
        .and_then(|()| write_api(job, (&import.api, &import.sources)));
    match written {
        Ok((written, _)) => {
            lines.extend(written.outputs.iter().map(|path| rerun_if_changed(path)));
            lines.extend(warn_of_calls(job.package, &written.warnings));
        }
        Err(diagnostics) => lines.extend(refuse_calls(job.package, &diagnostics)),
    }
    lines
}
