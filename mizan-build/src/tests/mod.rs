//! Whole packages, written to a temporary directory, scanned and built.

mod bad_places;
mod crates;
mod determinism;
mod edge;
mod findings;
mod guide;
mod identities;
mod incremental;
mod kdl;
mod keys;
mod macros;
mod modules;
mod outline_cache;
mod registry;
mod types;
mod writing;

use std::{
    fs,
    panic::Location,
    path::{Path, PathBuf},
    sync::atomic::{AtomicUsize, Ordering},
    time::SystemTime,
};

use mizan_ir::Level;
use mizan_syntax::report::{self, Report};

use crate::{
    build::{Job, build},
    origin::Origin,
    output::{Output, OutputKind},
    package::Package,
    scan::Cfg,
};

/// The first line of most packages.
const PRELUDE: &str = "use mizan::{Context, Type, client};\n";

/// A package in a directory of its own, removed when it is dropped.
struct Fixture {
    root: PathBuf,
    /// The directory of the package that is built, from the root.
    package_directory: String,
}

impl Fixture {
    /// Writes files, each `path`, `text`.
    fn new(files: &[(&str, &str)]) -> Self {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("mizan-build-{}-{number}", std::process::id());
        let fixture =
            Self { root: std::env::temp_dir().join(name), package_directory: String::new() };
        for (path, text) in files {
            fixture.write(path, text);
        }
        // Where most clients go, a new directory in one that is there.
        fs::create_dir_all(fixture.path("web")).unwrap();
        fixture
    }

    /// A library of one file.
    fn of(source: &str) -> Self {
        Self::new(&[("src/lib.rs", &format!("{PRELUDE}{source}"))])
    }

    fn path(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    fn package(&self) -> Package {
        let variable = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        Package {
            name: "shop".to_owned(),
            root: self.path(&self.package_directory),
            out_dir: self.path("target/out"),
            cfg: Cfg::from_variables([
                variable("CARGO_CFG_UNIX", ""),
                variable("CARGO_CFG_FEATURE", "admin"),
            ]),
            is_packaged: false,
            is_check: false,
            started: SystemTime::now(),
        }
    }

    /// Builds a plain client into `web/api`, and returns what Cargo is told.
    fn build(&self) -> Vec<String> {
        self.build_to(&self.package(), &[output(OutputKind::TypeScript(None), "web/api")])
    }

    fn build_to(&self, package: &Package, outputs: &[Output]) -> Vec<String> {
        let call = Location::caller();
        build(Job { package, outputs, requires_auth: false, call }, &Origin::Scan)
    }

    fn report(&self) -> Report {
        let text = fs::read_to_string(report::path(&self.path("target/out"))).unwrap();
        Report::parse(&text).unwrap()
    }

    fn kdl(&self) -> String {
        self.build();
        let findings = self.findings();
        assert_eq!(findings, Vec::<String>::new());
        self.read("target/out/mizan/api.kdl")
    }

    /// Each error as `file:line:column-column: message`.
    fn findings(&self) -> Vec<String> {
        self.findings_of(Level::Error)
    }

    fn findings_of(&self, level: Level) -> Vec<String> {
        let root = self.root.canonicalize().unwrap();
        let mut findings = Vec::new();
        for item in self.report().items {
            for finding in item.diagnostics.into_iter().filter(|finding| finding.level == level) {
                let file = Path::new(&item.file).strip_prefix(&root).unwrap().display().to_string();
                let report::Diagnostic { span, message, help, .. } = finding;
                assert!(!help.is_empty(), "nothing says what to write: {message}");
                assert!(!message.contains('\n'), "the message is one sentence: {message}");
                let report::Tokens { line, column, end_column, .. } = span;
                findings.push(format!("{file}:{line}:{column}-{end_column}: {message}\n{help}"));
            }
        }
        findings
    }
}

impl Drop for Fixture {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.root);
    }
}

#[track_caller]
fn output(kind: OutputKind, path: &str) -> Output {
    Output { kind, path: path.into(), call: Location::caller() }
}

/// The errors among what Cargo is told, joined as it shows them.
fn errors(lines: &[String]) -> String {
    let errors: Vec<&str> = lines.iter().filter_map(|line| line.strip_prefix("error=")).collect();
    errors.join("\n")
}

#[track_caller]
fn assert_has(text: &str, part: &str) {
    assert!(text.contains(part), "no\n{part}\nin\n{text}");
}
