//! The build from the package's own source: scan, resolve, assemble, check, report, emit, write.

use std::mem::ManuallyDrop;

use mizan_ir::{Api, Diagnostic, Level, Subject};

use super::{
    Job,
    cargo::{error_lines, refuse_calls, rerun_if_changed, warn_of_calls},
    out_dir::{write_api, write_linked, write_linked_crates, write_report},
};
use crate::{
    assemble::{Assembled, Spans, assemble, check_duplicates, find_unchecked_forms},
    check::{Draft, check},
    diagnostics::{CallDiagnostic, CallSite, render_at_tokens},
    incremental::{Incremental, Written},
    join::join,
    output::{check_outputs, files_of},
    report::make_report,
    resolve::{Program, resolve},
    scan::{Packages, Scan, hides_function, scan},
};

pub(super) fn build_from_source(job: Job<'_>) -> Vec<String> {
    let incremental = Incremental::new(job);
    if let Some(lines) = incremental.run() {
        return lines;
    }
    let mut lines = Vec::new();
    let scan = scan(job.package, Packages::find(job.package), &files_of(job.package, job.outputs));
    scan.files.iter().for_each(|file| lines.push(rerun_if_changed(&file.path)));
    scan.missing.iter().for_each(|path| lines.push(rerun_if_changed(path)));
    scan.looked_at.iter().for_each(|path| lines.push(rerun_if_changed(path)));
    match generate(job, &scan) {
        Ok(Done::Refused(refused)) => lines.extend(refused),
        Ok(Done::Written(written)) => {
            lines.extend(written.outputs.iter().map(|path| rerun_if_changed(path)));
            incremental.keep(&scan, &written, &lines);
            lines.extend(warn_of_calls(job.package, &written.warnings));
        }
        Err(diagnostics) => lines.extend(refuse_calls(job.package, &diagnostics)),
    }
    // The build script ends here, and its process gives back all memory at once: to drop a large
    // scan piece by piece takes milliseconds.
    std::mem::forget(scan);
    lines
}

/// The outcome of a run.
enum Done {
    Written(Written),
    /// No client is written. The lines are for Cargo; the macros and the compiler raise the rest.
    Refused(Vec<String>),
}

fn generate(job: Job<'_>, scan: &Scan) -> Result<Done, Vec<CallDiagnostic>> {
    // Neither the program nor the model is dropped, no more than the scan.
    let mut program = ManuallyDrop::new(resolve(scan));
    check_duplicates(scan, &mut program);
    let (mut report, (assembled, diagnostics)) = join(
        || make_report(scan, &program).to_text(),
        || {
            let assembled = ManuallyDrop::new(assemble(scan, &program));
            let diagnostics = check_program(job, &program, &assembled);
            (assembled, diagnostics)
        },
    );
    if !diagnostics.is_empty() {
        let located = Spans { program: &program }.locate(&assembled.api, diagnostics);
        located.add_to(&mut program);
        report = make_report(scan, &program).to_text();
    }
    let reported = write_report(job, &report)?;
    if !scan.is_complete {
        return Ok(Done::Refused(Vec::new()));
    }
    // The macros of a path dependency ran before this build script.
    let elsewhere = list_foreign_errors(scan, &program);
    if !elsewhere.is_empty() {
        return Ok(Done::Refused(elsewhere));
    }
    check_outputs(job.package, job.outputs)?;
    if program.functions.is_empty() {
        // The macro explains a function that it meets and the build did not see.
        let is_hidden = scan.files.iter().any(|file| hides_function(&file.text, &job.package.cfg));
        return if is_hidden {
            Ok(Done::Refused(Vec::new()))
        } else {
            Err(vec![refuse_empty(scan, job.call)])
        };
    }
    if !assembled.is_whole || program.has_errors() {
        return Ok(Done::Refused(Vec::new()));
    }
    let mut api = ManuallyDrop::into_inner(assembled).api;
    api.keep_mentioned();
    let api = ManuallyDrop::new(api);
    let mut written = write_all(job, scan, (&program, &api))?;
    written.own.extend(reported);
    Ok(Done::Written(written))
}

fn check_program(
    job: Job<'_>,
    program: &Program<'_>,
    assembled: &Assembled,
) -> Vec<Diagnostic<Subject>> {
    let Assembled { api, is_whole } = assembled;
    // An item with an error in it may lack what a rule looks for.
    let is_whole = *is_whole && !program.has_errors();
    let requires_auth = job.requires_auth;
    let mut found = check(Draft { api, notation: &Spans { program }, is_whole, requires_auth });
    found.extend(find_unchecked_forms(program, api));
    found
}

fn write_all(
    job: Job<'_>,
    scan: &Scan,
    (program, api): (&Program<'_>, &Api),
) -> Result<Written, Vec<CallDiagnostic>> {
    let (mut written, kdl) = write_api(job, (api, &job.package.root))?;
    written.own.extend(write_linked(job, scan, program, (api, &kdl))?);
    written.own.extend(write_linked_crates(job, scan, program, api)?);
    Ok(written)
}

fn refuse_empty(scan: &Scan, call: CallSite) -> CallDiagnostic {
    let files: Vec<String> = scan.files.iter().map(|file| format!("`{}`", file.name)).collect();
    let looked = match files.as_slice() {
        [] => "there is no `src/lib.rs` and no `src/main.rs`".to_owned(),
        [file] => format!("only {file} was read"),
        [first, .., last] => format!("{} files were read, from {first} to {last}", files.len()),
    };
    let message = format!("there is no function to call from a client: {looked}");
    Diagnostic::error(call, message).with_help(
        "write `#[mizan::client]` above a function, and see that its file is reached by `mod`",
    )
}

/// The errors about items of path dependencies, which no macro raises in this package.
fn list_foreign_errors(scan: &Scan, program: &Program<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    program.each_diagnostic(&mut |module, diagnostic| {
        if diagnostic.level == Level::Error && !scan.is_own(module) {
            lines.extend(error_lines(&render_at_tokens(scan.file_of(module), diagnostic)));
        }
    });
    lines
}
