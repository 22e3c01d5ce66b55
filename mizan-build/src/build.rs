//! The pipeline: scan, resolve, check, report, assemble, emit, write.

use std::{collections::BTreeSet, panic::Location, path::Path, time::SystemTime};

use mizan_ir::Api;
use mizan_syntax::report::{self, Level, Report};

use crate::{
    assemble::assemble,
    both::both,
    check::check,
    output::{Output, check_outputs, emit_outputs},
    package::Package,
    problem::{Problem, render_finding},
    report::make_report,
    resolve::{Program, resolve},
    scan::{Source, scan},
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
    let report =
        Report { complete: true, elsewhere: Some(model.name.clone()), ..Report::default() };
    let modified = model.modified.unwrap_or_else(SystemTime::now);
    let written = write_out(package, "report", &report.to_text(), call)
        .and_then(|()| check_outputs(package, outputs))
        .and_then(|()| write_api(package, outputs, modified, &model.api, call));
    match written {
        Ok((written, _)) => lines.extend(written),
        Err(problems) => lines.extend(problems.iter().flat_map(|problem| tell(package, problem))),
    }
    lines
}

/// The file stays watched, so that mending it is enough.
fn tell_refusal(package: &Package, origin: &Origin, refusal: Refusal) -> Vec<String> {
    let mut lines: Vec<String> =
        origin.file(package).iter().map(|file| rerun_if_changed(file)).collect();
    match refusal {
        Refusal::Problem(problem) => lines.extend(tell(package, &problem)),
        Refusal::Texts(texts) => lines
            .extend(texts.iter().flat_map(|text| text.lines()).map(|line| format!("error={line}"))),
    }
    lines
}

fn build_from_source(package: &Package, outputs: &[Output], call: Call) -> Vec<String> {
    let mut lines = Vec::new();
    let source = scan(package);
    let read = source.files.iter().map(|file| &file.path);
    let read = read.chain(&source.missing).chain(&source.looked_at);
    lines.extend(read.map(|path| rerun_if_changed(path)));
    match generate(package, outputs, &source, call) {
        Ok(written) => lines.extend(written),
        Err(problems) => lines.extend(problems.iter().flat_map(|problem| tell(package, problem))),
    }
    // The build script is over, and its process gives back all of it at once.
    std::mem::forget(source);
    lines
}

fn generate(
    package: &Package,
    outputs: &[Output],
    source: &Source,
    call: Call,
) -> Result<Vec<String>, Vec<Problem>> {
    let mut program = resolve(source);
    check(source, &mut program);
    let (report, api) =
        both(|| make_report(source, &program).to_text(), || assemble(source, &program));
    write_out(package, "report", &report, call)?;
    if !source.is_complete {
        return Ok(Vec::new());
    }
    // The macros of another package have been here before.
    let elsewhere = tell_elsewhere(source, &program);
    if !elsewhere.is_empty() {
        return Ok(elsewhere);
    }
    check_outputs(package, outputs)?;
    if program.functions.is_empty() {
        return Err(vec![tell_empty(source, call)]);
    }
    let Some(api) = api else { return Ok(Vec::new()) };
    let modified = source.newest().unwrap_or_else(SystemTime::now);
    let (lines, kdl) = write_api(package, outputs, modified, &api, call)?;
    write_linked(package, source, &program, (&api, &kdl), call)?;
    Ok(lines)
}

/// Writes what was asked for, and returns what Cargo watches of it, and the model as KDL.
fn write_api(
    package: &Package,
    outputs: &[Output],
    modified: SystemTime,
    api: &Api,
    call: Call,
) -> Result<(Vec<String>, String), Vec<Problem>> {
    let (kdl, trees) = both(|| mizan_ir::to_kdl(api), || emit_outputs(package, outputs, api));
    let written = write_trees(package, &trees, modified)?;
    write_out(package, "api.kdl", &kdl, call)?;
    Ok((written.iter().map(|path| rerun_if_changed(path)).collect(), kdl))
}

/// Writes what is linked into the tests of each crate, where that is not everything: a binary
/// beside others, or beside a library.
fn write_linked(
    package: &Package,
    source: &Source,
    program: &Program<'_>,
    (api, kdl): (&Api, &str),
    call: Call,
) -> Result<(), Vec<Problem>> {
    let roots = source.roots.iter().filter(|_| source.roots.len() > 1);
    for root in roots {
        let linked: BTreeSet<&str> = program
            .functions
            .iter()
            .filter(|item| source.is_linked(item.module, *root))
            .filter_map(|item| Some(item.content.as_ref()?.outline.wire_name.as_str()))
            .collect();
        let name = match source.binaries.contains(root) {
            true => format!("linked/bin-{}.kdl", source.module(*root).crate_name),
            false => "linked/lib.kdl".to_owned(),
        };
        if linked.len() == api.functions.len() {
            write_out(package, &name, kdl, call)?;
        } else {
            let part = api.only(|name| linked.contains(name));
            write_out(package, &name, &mizan_ir::to_kdl(&part), call)?;
        }
    }
    Ok(())
}

/// Writes what the macros and the tests of the package read.
fn write_out(package: &Package, name: &str, text: &str, call: Call) -> Result<(), Vec<Problem>> {
    let path = report::path(&package.out_dir).with_file_name(name);
    write_own(&path, text).map_err(|error| {
        vec![Problem {
            title: format!("cannot write `{}`: {error}", path.display()),
            help: "that is Cargo's own directory: is the disk full, or `target` another user's?"
                .to_owned(),
            call,
        }]
    })
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
            let text = render_finding(source.file_of(module), finding);
            lines.extend(text.lines().map(|line| format!("error={line}")));
        }
    });
    lines
}

fn rerun_if_changed(path: &Path) -> String {
    format!("rerun-if-changed={}", path.display())
}

/// Cargo takes one line at a time.
fn tell(package: &Package, problem: &Problem) -> Vec<String> {
    problem.render(&package.root).lines().map(|line| format!("error={line}")).collect()
}
