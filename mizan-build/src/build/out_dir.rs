//! The files of `OUT_DIR`, for the macros and the tests of the package, beside the outputs.

use std::path::{Path, PathBuf};

use mizan_ir::{Api, Diagnostic};
use mizan_syntax::report;

use super::Job;
use crate::{
    diagnostics::CallDiagnostic,
    files::write_own,
    incremental::Written,
    index::Index,
    join::join,
    linked_crates::describe_linked_crates,
    output::{emit_outputs, find_new_places},
    resolve::Program,
    scan::{ModuleId, Scan},
    script::describe_script,
    write::write_trees,
};

/// Writes the report for the macros, and the build script that it is of.
pub(super) fn write_report(
    job: Job<'_>,
    report: &str,
) -> Result<[PathBuf; 2], Vec<CallDiagnostic>> {
    let script = write_out(job, "script", &describe_script(&job.package.root, job.call))?;
    Ok([script, write_out(job, "report", report)?])
}

/// Writes every output, and returns the model as KDL too.
pub(super) fn write_api(
    job: Job<'_>,
    (api, sources): (&Api, &Path),
) -> Result<(Written, String), Vec<CallDiagnostic>> {
    let Job { package, outputs, .. } = job;
    let write_kdl = || {
        let kdl = mizan_ir::to_kdl(api);
        write_out(job, "api.kdl", &kdl).map(|path| (kdl, path))
    };
    let write_outputs = || write_trees(package, &emit_outputs(package, outputs, api, sources));
    let warnings = find_new_places(package, outputs);
    let (kdl, outputs) = join(write_kdl, write_outputs);
    let (outputs, (kdl, path)) = (outputs?, kdl?);
    Ok((Written { outputs, own: vec![path], warnings }, kdl))
}

/// Writes the model of the functions that are linked into the tests of each crate, where that is
/// not everything: a binary beside others, or beside a library.
pub(super) fn write_linked(
    job: Job<'_>,
    scan: &Scan,
    program: &Program<'_>,
    (api, kdl): (&Api, &str),
) -> Result<Vec<PathBuf>, Vec<CallDiagnostic>> {
    let mut written = Vec::new();
    if scan.roots.len() < 2 {
        return Ok(written);
    }
    for root in &scan.roots {
        let linked = find_linked(scan, program, *root);
        let name = format!("linked/{}.kdl", file_name(scan, *root));
        written.push(if linked.len() == api.functions.len() {
            write_out(job, &name, kdl)?
        } else {
            let linked = Index::new(linked);
            let part = api.only(|name| linked.first(name).is_some());
            write_out(job, &name, &mizan_ir::to_kdl(&part))?
        });
    }
    Ok(written)
}

/// The functions that are linked into the tests of a crate: their names, each with its index.
fn find_linked<'scan>(
    scan: &Scan,
    program: &Program<'scan>,
    root: ModuleId,
) -> Vec<(&'scan str, usize)> {
    let mut linked = Vec::new();
    for (index, item) in program.functions.iter().enumerate() {
        if let Some(function) = &item.content
            && scan.is_linked(item.module, root)
        {
            linked.push((function.outline.wire_name.as_str(), index));
        }
    }
    linked
}

/// Writes the functions of other crates that the server of each crate links.
pub(super) fn write_linked_crates(
    job: Job<'_>,
    scan: &Scan,
    program: &Program<'_>,
    api: &Api,
) -> Result<Vec<PathBuf>, Vec<CallDiagnostic>> {
    let mut written = Vec::new();
    for root in &scan.roots {
        let text = describe_linked_crates(scan, program, api, *root);
        let name = format!("linked_crates/{}", file_name(scan, *root));
        written.push(write_out(job, &name, &text)?);
    }
    Ok(written)
}

/// The name of the files for a crate of the package.
fn file_name(scan: &Scan, root: ModuleId) -> String {
    match scan.binaries.contains(&root) {
        true => format!("bin-{}", scan.module(root).crate_name),
        false => "lib".to_owned(),
    }
}

fn write_out(job: Job<'_>, name: &str, text: &str) -> Result<PathBuf, Vec<CallDiagnostic>> {
    let path = report::path(&job.package.out_dir).with_file_name(name);
    match write_own(&path, text) {
        Ok(()) => Ok(path),
        Err(error) => Err(vec![
            Diagnostic::error(job.call, format!("cannot write `{}`: {error}", path.display()))
                .with_help(
                    "see that the disk is not full, and that `target` is not another user's",
                ),
        ]),
    }
}
