//! The pipeline of a build script, from a model's origin to the files that are written.

mod cargo;
mod from_import;
mod from_source;
mod job;
mod out_dir;

use crate::{origin::Origin, package::Package};
pub(crate) use cargo::error_lines;
use cargo::rerun_if_changed;
use from_import::build_from_import;
use from_source::build_from_source;
pub(crate) use job::Job;

/// Does all that a build script asks for, and returns the instructions for Cargo.
pub(crate) fn build(job: Job<'_>, origin: &Origin) -> Vec<String> {
    let mut lines = vec![
        "rerun-if-env-changed=MIZAN_CHECK".to_owned(),
        "rerun-if-env-changed=DOCS_RS".to_owned(),
    ];
    lines.extend(match origin.import(job) {
        None => build_from_source(job),
        Some(Ok(import)) => build_from_import(job, &import),
        Some(Err(texts)) => refuse_import(job.package, origin, &texts),
    });
    lines
}

/// The file stays watched, so that mending it is enough.
fn refuse_import(package: &Package, origin: &Origin, texts: &[String]) -> Vec<String> {
    let mut lines: Vec<String> =
        origin.file(package).iter().map(|file| rerun_if_changed(file)).collect();
    texts.iter().for_each(|text| lines.extend(error_lines(text)));
    lines
}
