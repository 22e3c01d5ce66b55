//! The pipeline: scan, resolve, check, report, assemble, emit, write.

use std::{
    mem::ManuallyDrop,
    panic::Location,
    path::{Path, PathBuf},
    time::SystemTime,
};

use mizan_ir::Api;
use mizan_ir::Level;
use mizan_syntax::report::{self, Report};

use crate::{
    assemble::assemble,
    check::check,
    incremental::{Incremental, Written},
    index::Index,
    join::join,
    linked_crates::describe_linked_crates,
    output::{Output, check_outputs, emit_outputs},
    package::Package,
    problem::{Problem, render_finding},
    report::make_report,
    resolve::{Program, resolve},
    scan::{ModuleId, Packages, Scan, scan},
    script::describe_script,
    sources::{Model, Origin, Refusal},
    write::{write_own, write_trees},
};

type CallSite = &'static Location<'static>;

/// Does all that a build script asks for, and returns what to tell Cargo.
pub(crate) fn build(
    package: &Package,
    origin: &Origin,
    outputs: &[Output],
    call: CallSite,
) -> Vec<String> {
    let mut lines = vec![
        "rerun-if-env-changed=MIZAN_CHECK".to_owned(),
        "rerun-if-env-changed=DOCS_RS".to_owned(),
    ];
    lines.extend(match origin.read(package) {
        None => build_from_source(package, outputs, call),
        Some(Ok(model)) => build_from_model(package, outputs, &model, call),
        Some(Err(refusal)) => tell_refusal(package, origin, refusal),
    });
    lines
}

fn build_from_model(
    package: &Package,
    outputs: &[Output],
    model: &Model,
    call: CallSite,
) -> Vec<String> {
    // A package that only has its build script to watch runs it when anything changes.
    let watched = model.file.clone().unwrap_or_else(|| package.root.join("build.rs"));
    let mut lines = vec![rerun_if_changed(&watched)];
    for text in &model.warnings {
        lines.extend(text.lines().map(|line| format!("warning={line}")));
    }
    let report =
        Report { complete: true, elsewhere: Some(model.name.clone()), ..Report::default() };
    let modified = model.modified.unwrap_or_else(SystemTime::now);
    let written = write_report(package, &report.to_text(), call)
        .and_then(|_| check_outputs(package, outputs))
        .and_then(|()| write_api(package, outputs, modified, (&model.api, &model.sources), call));
    match written {
        Ok((written, _)) => {
            lines.extend(written.outputs.iter().map(|path| rerun_if_changed(path)));
        }
        Err(problems) => problems.iter().for_each(|problem| lines.extend(tell(package, problem))),
    }
    lines
}

/// The file stays watched, so that mending it is enough.
fn tell_refusal(package: &Package, origin: &Origin, refusal: Refusal) -> Vec<String> {
    let mut lines: Vec<String> =
        origin.file(package).iter().map(|file| rerun_if_changed(file)).collect();
    match refusal {
        Refusal::Problem(problem) => lines.extend(tell(package, &problem)),
        Refusal::Texts(texts) => texts.iter().for_each(|text| lines.extend(tell_error(text))),
    }
    lines
}

fn build_from_source(package: &Package, outputs: &[Output], call: CallSite) -> Vec<String> {
    let packages = Packages::find(package);
    let incremental = Incremental::new(package, outputs, &packages);
    if let Some(lines) = incremental.run() {
        return lines;
    }
    let mut lines = Vec::new();
    let scan = scan(package, packages);
    scan.files.iter().for_each(|file| lines.push(rerun_if_changed(&file.path)));
    scan.missing.iter().for_each(|path| lines.push(rerun_if_changed(path)));
    scan.looked_at.iter().for_each(|path| lines.push(rerun_if_changed(path)));
    match generate(package, outputs, &scan, call) {
        Ok(Done::Told(told)) => lines.extend(told),
        Ok(Done::Written(written)) => {
            lines.extend(written.outputs.iter().map(|path| rerun_if_changed(path)));
            incremental.keep(&scan, &written, &lines);
        }
        Err(problems) => problems.iter().for_each(|problem| lines.extend(tell(package, problem))),
    }
    // The build script is over, and its process gives back all of it at once.
    std::mem::forget(scan);
    lines
}

/// What a run comes to.
enum Done {
    Written(Written),
    /// What is wrong is told by these lines, or by the macros.
    Told(Vec<String>),
}

fn generate(
    package: &Package,
    outputs: &[Output],
    scan: &Scan,
    call: CallSite,
) -> Result<Done, Vec<Problem>> {
    // Neither the program nor the model is dropped, no more than the source.
    let mut program = ManuallyDrop::new(resolve(scan));
    check(scan, &mut program);
    let (report, api) = join(|| make_report(scan, &program).to_text(), || assemble(scan, &program));
    let reported = write_report(package, &report, call)?;
    if !scan.is_complete {
        return Ok(Done::Told(Vec::new()));
    }
    // The macros of another package have been here before.
    let elsewhere = tell_elsewhere(scan, &program);
    if !elsewhere.is_empty() {
        return Ok(Done::Told(elsewhere));
    }
    check_outputs(package, outputs)?;
    if program.functions.is_empty() {
        return Err(vec![tell_empty(scan, call)]);
    }
    let Some(api) = api.map(ManuallyDrop::new) else { return Ok(Done::Told(Vec::new())) };
    let modified = scan.newest().unwrap_or_else(SystemTime::now);
    let (mut written, kdl) = write_api(package, outputs, modified, (&api, &package.root), call)?;
    written.own.extend(reported);
    written.own.extend(write_linked(package, scan, &program, (&api, &kdl), call)?);
    for root in &scan.roots {
        let text = describe_linked_crates(scan, &program, &api, *root);
        let name = format!("linked_crates/{}", file_name(scan, *root));
        written.own.push(write_out(package, &name, &text, call)?);
    }
    Ok(Done::Written(written))
}

/// Writes what was asked for, and returns the model as KDL too.
fn write_api(
    package: &Package,
    outputs: &[Output],
    modified: SystemTime,
    (api, sources): (&Api, &Path),
    call: CallSite,
) -> Result<(Written, String), Vec<Problem>> {
    let write_kdl = || {
        let kdl = mizan_ir::to_kdl(api);
        write_out(package, "api.kdl", &kdl, call).map(|path| (kdl, path))
    };
    let write_outputs =
        || write_trees(package, &emit_outputs(package, outputs, api, sources), modified);
    let (kdl, outputs) = join(write_kdl, write_outputs);
    let (outputs, (kdl, path)) = (outputs?, kdl?);
    Ok((Written { outputs, own: vec![path] }, kdl))
}

/// Writes what is linked into the tests of each crate, where that is not everything: a binary
/// beside others, or beside a library.
fn write_linked(
    package: &Package,
    scan: &Scan,
    program: &Program<'_>,
    (api, kdl): (&Api, &str),
    call: CallSite,
) -> Result<Vec<PathBuf>, Vec<Problem>> {
    let mut written = Vec::new();
    if scan.roots.len() < 2 {
        return Ok(written);
    }
    for root in &scan.roots {
        let linked = find_linked(scan, program, *root);
        let name = format!("linked/{}.kdl", file_name(scan, *root));
        written.push(if linked.len() == api.functions.len() {
            write_out(package, &name, kdl, call)?
        } else {
            let linked = Index::new(linked);
            let part = api.only(|name| linked.first(name).is_some());
            write_out(package, &name, &mizan_ir::to_kdl(&part), call)?
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

/// What the files for a crate of the package are called.
fn file_name(scan: &Scan, root: ModuleId) -> String {
    match scan.binaries.contains(&root) {
        true => format!("bin-{}", scan.module(root).crate_name),
        false => "lib".to_owned(),
    }
}

/// Writes the report for the macros, and which build script it is of.
fn write_report(
    package: &Package,
    report: &str,
    call: CallSite,
) -> Result<[PathBuf; 2], Vec<Problem>> {
    let script = write_out(package, "script", &describe_script(&package.root, call), call)?;
    Ok([script, write_out(package, "report", report, call)?])
}

/// Writes what the macros and the tests of the package read.
fn write_out(
    package: &Package,
    name: &str,
    text: &str,
    call: CallSite,
) -> Result<PathBuf, Vec<Problem>> {
    let path = report::path(&package.out_dir).with_file_name(name);
    match write_own(&path, text) {
        Ok(()) => Ok(path),
        Err(error) => Err(vec![Problem {
            title: format!("cannot write `{}`: {error}", path.display()),
            help: "that is Cargo's own directory: is the disk full, or `target` another user's?"
                .to_owned(),
            call,
        }]),
    }
}

fn tell_empty(scan: &Scan, call: CallSite) -> Problem {
    let files: Vec<String> = scan.files.iter().map(|file| format!("`{}`", file.name)).collect();
    let looked = match files.as_slice() {
        [] => "there is no `src/lib.rs` and no `src/main.rs`".to_owned(),
        [file] => format!("only {file} was read"),
        [first, .., last] => format!("{} files were read, from {first} to {last}", files.len()),
    };
    Problem {
        title: format!("there is no function to call from a client: {looked}"),
        help:
            "write `#[mizan::client]` above a function, and see that its file is reached by `mod`"
                .to_owned(),
        call,
    }
}

/// The errors that no macro raises, shown in the source.
fn tell_elsewhere(scan: &Scan, program: &Program<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    program.each_finding(&mut |module, finding| {
        if finding.level == Level::Error && !scan.is_own(module) {
            lines.extend(tell_error(&render_finding(scan.file_of(module), finding)));
        }
    });
    lines
}

fn rerun_if_changed(path: &Path) -> String {
    format!("rerun-if-changed={}", path.display())
}

fn tell(package: &Package, problem: &Problem) -> Vec<String> {
    tell_error(&problem.render(&package.root))
}

/// Cargo takes one line at a time.
fn tell_error(text: &str) -> Vec<String> {
    text.lines().map(|line| format!("error={line}")).collect()
}
