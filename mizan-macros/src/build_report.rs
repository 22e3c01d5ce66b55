//! The record of an item in the report of the build, looked up by its source location.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::SystemTime;

use mizan_ir::hash;
use mizan_syntax::report::{self, Item, Kind, Report, Unreadable};
use proc_macro2::TokenStream;
use syn::{Error, Ident};

use crate::diagnostics::errors;
use crate::missing_build::missing_build;

/// The error of an item that the build refused, or did not read.
pub(crate) struct Refusal {
    pub(crate) error: Error,
    /// True if the build did not read the item, so that even its module is unknown.
    pub(crate) is_unseen: bool,
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self { error, is_unseen: false }
    }
}

/// Finds the record of an item in the build's report, and compares the item with it. The errors of
/// the record are raised at the tokens of the item. `None` if there is no report to compare with.
pub(crate) fn check(
    kind: Kind,
    name: &Ident,
    fingerprint: u64,
    item: TokenStream,
) -> Result<Option<Item>, Refusal> {
    let Some(scanned) = find(kind, name)? else { return Ok(None) };
    if let Some(error) = errors(&scanned, item) {
        return Err(error.into());
    }
    // The build script reads the source without `cfg(test)`, so an item may differ in a test. A
    // fingerprint of 0 belongs to an item that the build could not parse.
    let is_read = scanned.fingerprint == fingerprint || scanned.fingerprint == 0 || is_test();
    if is_read { Ok(Some(scanned)) } else { Err(rewritten(kind, name).into()) }
}

fn find(kind: Kind, name: &Ident) -> Result<Option<Item>, Refusal> {
    let span = name.span().unwrap();
    let Some(file) = span.local_file().and_then(|file| fs::canonicalize(file).ok()) else {
        return Ok(None);
    };
    let read = read_report();
    if let Some(Err(Unreadable::OtherVersion(version))) = &read {
        let is_new = !SAID.swap(true, Ordering::Relaxed);
        return if is_new { Err(other_version(name, version).into()) } else { Ok(None) };
    }
    let Some(Ok(report)) = read else {
        // Only the first function reports the missing build script: one error is enough.
        let is_new = kind == Kind::Function && is_application(&file) && !is_written_elsewhere();
        return if is_new && !SAID.swap(true, Ordering::Relaxed) {
            Err(missing_build().into())
        } else {
            Ok(None)
        };
    };
    if let Some(elsewhere) = &report.elsewhere {
        let is_new = kind == Kind::Function && is_application(&file) && !is_test();
        return if is_new { Err(not_from_here(name, elsewhere).into()) } else { Ok(None) };
    }
    let crate_name = env::var("CARGO_CRATE_NAME").unwrap_or_default();
    if !report.complete || is_doctest() {
        return Ok(None);
    }
    if !report.roots.contains(&crate_name) {
        let is_new = kind == Kind::Function && is_application(&file) && !is_test();
        return if is_new { Err(unread(name).into()) } else { Ok(None) };
    }
    match report.item(kind, &file.to_string_lossy(), span.line(), span.column()) {
        Some(item) => Ok(Some(item.clone())),
        None if is_test() => Ok(None),
        None => Err(Refusal { error: unseen(kind, name), is_unseen: true }),
    }
}

/// The path of a crate that exports `mizan`, for a package that does not depend on it itself.
pub(crate) fn mizan_path() -> Option<String> {
    read_report()?.ok()?.mizan.clone()
}

/// True once an item has reported the missing build script, or that it is of another version.
static SAID: AtomicBool = AtomicBool::new(false);

/// True for a file of the library or of a binary; false for one of a test or an example.
fn is_application(file: &Path) -> bool {
    let variable = |name| env::var(name).unwrap_or_default();
    let is_main = variable("CARGO_CRATE_NAME") == variable("CARGO_PKG_NAME").replace('-', "_");
    let source =
        fs::canonicalize(variable("CARGO_MANIFEST_DIR")).map(|package| package.join("src"));
    (is_main || env::var_os("CARGO_BIN_NAME").is_some())
        && source.is_ok_and(|source| file.starts_with(source))
        && !is_doctest()
}

/// True if the manifest says that another package writes the client, from the source or the
/// registry of this one. It is said in the manifest because a macro does not see the other items of
/// its crate.
fn is_written_elsewhere() -> bool {
    let directory = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let manifest = fs::read_to_string(directory.join("Cargo.toml")).unwrap_or_default();
    manifest.lines().any(|line| line.trim() == "[package.metadata.mizan]")
}

/// True for a crate that is compiled with `--test`. The build does not read the items of tests.
fn is_test() -> bool {
    env::args().any(|argument| argument == "--test")
}

/// True for an example in documentation, which the build does not read.
fn is_doctest() -> bool {
    env::var_os("UNSTABLE_RUSTDOC_TEST_PATH").is_some()
}

/// A parsed report, with its path and modification time. rust-analyzer keeps the macros loaded over
/// many builds, so the time decides if the file is read again.
struct Read {
    path: PathBuf,
    written: SystemTime,
    report: ReadReport,
}

type ReadReport = Result<Arc<Report>, Unreadable>;

static LAST_READ: Mutex<Option<Read>> = Mutex::new(None);

/// `None` if there is no report.
fn read_report() -> Option<ReadReport> {
    let path = report::path(Path::new(&env::var_os("OUT_DIR")?));
    let written = fs::metadata(&path).and_then(|metadata| metadata.modified()).ok()?;
    let mut last = LAST_READ.lock().ok()?;
    if let Some(last) = &*last
        && last.path == path
        && last.written == written
    {
        return Some(last.report.clone());
    }
    let text = fs::read_to_string(&path).ok().filter(|_| is_of_script(&path))?;
    let report = Report::parse(&text).map(Arc::new);
    *last = Some(Read { path, written, report: report.clone() });
    Some(report)
}

/// True if the build script that wrote the report has not changed since. A script that does not run
/// mizan-build any more leaves the old report in `OUT_DIR`.
fn is_of_script(report: &Path) -> bool {
    let script = fs::read_to_string(report.with_file_name("script")).unwrap_or_default();
    let Some((hash, path)) = script.split_once('\t') else { return true };
    fs::read_to_string(path).map_or(true, |text| format!("{:x}", hash::leaf(&text)) == hash)
}

fn other_version(name: &Ident, version: &str) -> Error {
    let own = report::VERSION;
    Error::new(
        name.span(),
        format!(
            "mizan-build {version} has read this crate, and mizan {own} compiles it, so that the \
             client may be wrong\n\
             write one version for both in Cargo.toml: `mizan = \"{own}\"` in `[dependencies]`, \
             and `mizan-build = \"{own}\"` in `[build-dependencies]`"
        ),
    )
}

fn not_from_here(name: &Ident, elsewhere: &str) -> Error {
    Error::new(
        name.span(),
        format!(
            "build.rs makes the client from {elsewhere}, so no client can know this \
             function\ndeclare it there, or begin with `mizan_build::configure()`"
        ),
    )
}

fn unread(name: &Ident) -> Error {
    Error::new(
        name.span(),
        "the build has not read this crate, which is newer than it\n\
         save build.rs again, and Cargo runs it",
    )
}

fn rewritten(kind: Kind, name: &Ident) -> Error {
    let parts = match kind {
        Kind::Function => "its name, its parameters or its attribute",
        Kind::Context | Kind::Channel | Kind::Type => {
            "its fields, its variants or their attributes"
        }
    };
    Error::new(
        name.span(),
        format!(
            "the compiler sees another {kind} here than the build, so the client would be wrong: a \
             macro above it changes {parts}, and the build reads the source as it is written\n\
             write out what that macro makes, instead of the macro"
        ),
    )
}

fn unseen(kind: Kind, name: &Ident) -> Error {
    let (hidden, advice) = match kind {
        Kind::Function => ("another function or of an `impl`", "a free function, in a module"),
        Kind::Context | Kind::Channel | Kind::Type => ("a function", "it out in a module"),
    };
    Error::new(
        name.span(),
        format!(
            "the build did not see this {kind}, so no client can know it: it follows a plain \
             `macro_rules!`, but no other macro and no `include!`, and looks at nothing inside \
             of {hidden}\n\
             write {advice}, or make the client of what is linked: `mizan_build::from_registry`"
        ),
    )
}
