//! The pipeline: scan, resolve, check, report, assemble, emit, write.

use std::{
    mem::ManuallyDrop,
    panic::Location,
    path::{Path, PathBuf},
    time::SystemTime,
};

use mizan_ir::Api;
use mizan_syntax::report::{self, Level, Report};

use crate::{
    assemble::assemble,
    both::both,
    check::check,
    index::Index,
    linked_crates::describe_linked_crates,
    output::{Output, check_outputs, emit_outputs},
    package::Package,
    problem::{Problem, render_finding},
    replay::{Replay, Written},
    report::make_report,
    resolve::{Program, resolve},
    scan::{ModuleId, Packages, Source, scan},
    script::describe_script,
    sources::{Model, Origin, Refusal},
    write::{write_own, write_trees},
};

type Call = &'static Location<'static>;

/// Does all that a build script asks for, and returns what to tell Cargo.
pub(crate) fn build(
    package: &Package,
    origin: &Origin,
    outputs: &[Output],
    call: Call,
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
    call: Call,
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

fn build_from_source(package: &Package, outputs: &[Output], call: Call) -> Vec<String> {
    let packages = Packages::find(package);
    let replay = Replay::new(package, outputs, &packages);
    if let Some(lines) = replay.run() {
        return lines;
    }
    let mut lines = Vec::new();
    let source = scan(package, packages);
    source.files.iter().for_each(|file| lines.push(rerun_if_changed(&file.path)));
    source.missing.iter().for_each(|path| lines.push(rerun_if_changed(path)));
    source.looked_at.iter().for_each(|path| lines.push(rerun_if_changed(path)));
    match generate(package, outputs, &source, call) {
        Ok(Done::Told(told)) => lines.extend(told),
        Ok(Done::Written(written)) => {
            lines.extend(written.outputs.iter().map(|path| rerun_if_changed(path)));
            replay.keep(&source, &written, &lines);
        }
        Err(problems) => problems.iter().for_each(|problem| lines.extend(tell(package, problem))),
    }
    // The build script is over, and its process gives back all of it at once.
    std::mem::forget(source);
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
    source: &Source,
    call: Call,
) -> Result<Done, Vec<Problem>> {
    // Neither the program nor the model is dropped, no more than the source.
    let mut program = ManuallyDrop::new(resolve(source));
    check(source, &mut program);
    let (report, api) =
        both(|| make_report(source, &program).to_text(), || assemble(source, &program));
    let reported = write_report(package, &report, call)?;
    if !source.is_complete {
        return Ok(Done::Told(Vec::new()));
    }
    // The macros of another package have been here before.
    let elsewhere = tell_elsewhere(source, &program);
    if !elsewhere.is_empty() {
        return Ok(Done::Told(elsewhere));
    }
    check_outputs(package, outputs)?;
    if program.functions.is_empty() {
        return Err(vec![tell_empty(source, call)]);
    }
    let Some(api) = api.map(ManuallyDrop::new) else { return Ok(Done::Told(Vec::new())) };
    let modified = source.newest().unwrap_or_else(SystemTime::now);
    let (mut written, kdl) = write_api(package, outputs, modified, (&api, &package.root), call)?;
    written.own.extend(reported);
    written.own.extend(write_linked(package, source, &program, (&api, &kdl), call)?);
    for root in &source.roots {
        let text = describe_linked_crates(source, &program, &api, *root);
        let name = format!("linked_crates/{}", file_name(source, *root));
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
    call: Call,
) -> Result<(Written, String), Vec<Problem>> {
    let write_kdl = || {
        let kdl = mizan_ir::to_kdl(api);
        write_out(package, "api.kdl", &kdl, call).map(|path| (kdl, path))
    };
    let write_outputs =
        || write_trees(package, &emit_outputs(package, outputs, api, sources), modified);
    let (kdl, outputs) = both(write_kdl, write_outputs);
    let (outputs, (kdl, path)) = (outputs?, kdl?);
    Ok((Written { outputs, own: vec![path] }, kdl))
}

/// Writes what is linked into the tests of each crate, where that is not everything: a binary
/// beside others, or beside a library.
fn write_linked(
    package: &Package,
    source: &Source,
    program: &Program<'_>,
    (api, kdl): (&Api, &str),
    call: Call,
) -> Result<Vec<PathBuf>, Vec<Problem>> {
    let mut written = Vec::new();
    if source.roots.len() < 2 {
        return Ok(written);
    }
    for root in &source.roots {
        let linked = find_linked(source, program, *root);
        let name = format!("linked/{}.kdl", file_name(source, *root));
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
fn find_linked<'source>(
    source: &Source,
    program: &Program<'source>,
    root: ModuleId,
) -> Vec<(&'source str, usize)> {
    let mut linked = Vec::new();
    for (index, item) in program.functions.iter().enumerate() {
        if let Some(function) = &item.content
            && source.is_linked(item.module, root)
        {
            linked.push((function.outline.wire_name.as_str(), index));
        }
    }
    linked
}

/// What the files for a crate of the package are called.
fn file_name(source: &Source, root: ModuleId) -> String {
    match source.binaries.contains(&root) {
        true => format!("bin-{}", source.module(root).crate_name),
        false => "lib".to_owned(),
    }
}

/// Writes the report for the macros, and which build script it is of.
fn write_report(package: &Package, report: &str, call: Call) -> Result<[PathBuf; 2], Vec<Problem>> {
    let script = write_out(package, "script", &describe_script(&package.root, call), call)?;
    Ok([script, write_out(package, "report", report, call)?])
}

/// Writes what the macros and the tests of the package read.
fn write_out(
    package: &Package,
    name: &str,
    text: &str,
    call: Call,
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

fn tell_empty(source: &Source, call: Call) -> Problem {
    let files: Vec<String> = source.files.iter().map(|file| format!("`{}`", file.name)).collect();
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
fn tell_elsewhere(source: &Source, program: &Program<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    program.each_finding(&mut |module, finding| {
        if finding.level == Level::Error && !source.is_own(module) {
            lines.extend(tell_error(&render_finding(source.file_of(module), finding)));
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
