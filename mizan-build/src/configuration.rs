//! The configuration of a build script: a source of the API, outputs, and the call of `generate`.

use std::{panic::Location, path::PathBuf};

use mizan_ir::Diagnostic;

use crate::{
    build::{Job, build, error_lines},
    diagnostics::{CallSite, render_at_call},
    emit::frameworks::{Framework, React, Solid, Svelte, Vue},
    origin::Origin,
    output::{Output, OutputKind},
    package::Package,
};

/// A source of an API, and the outputs to write. Made by [`configure`](crate::configure).
#[must_use = "nothing is written before `generate()`"]
pub struct Configuration {
    origin: Origin,
    outputs: Vec<Output>,
    /// The call that began it.
    call: CallSite,
    requires_auth: bool,
    is_generated: bool,
}

impl Configuration {
    pub(crate) fn new(origin: Origin, call: CallSite) -> Self {
        Self { origin, outputs: Vec::new(), call, requires_auth: false, is_generated: false }
    }

    /// Demands of every function that it says who may call it: by `auth`, which may be
    /// `auth = anyone`, or by an identity that it borrows. Any other function is a compile error at
    /// its name. Private functions, which no client calls, have nothing to say.
    ///
    /// ```no_run
    /// mizan_build::configure().require_auth().react("web/src/api").generate();
    /// ```
    pub fn require_auth(mut self) -> Self {
        self.requires_auth = true;
        self
    }

    /// Writes a client in plain TypeScript into a directory of its own; its path is relative to the
    /// package.
    ///
    /// ```no_run
    /// mizan_build::configure().typescript("web/src/api").generate();
    /// ```
    #[track_caller]
    pub fn typescript(self, directory: impl Into<PathBuf>) -> Self {
        self.client(None, directory.into())
    }

    /// Writes a client with hooks for React into a directory of its own; its path is relative to
    /// the package.
    ///
    /// ```no_run
    /// mizan_build::configure().react("web/src/api").generate();
    /// ```
    #[track_caller]
    pub fn react(self, directory: impl Into<PathBuf>) -> Self {
        self.client(Some(&React), directory.into())
    }

    /// Writes a client with primitives for Solid into a directory of its own; its path is relative to
    /// the package.
    ///
    /// ```no_run
    /// mizan_build::configure().solid("web/src/api").generate();
    /// ```
    #[track_caller]
    pub fn solid(self, directory: impl Into<PathBuf>) -> Self {
        self.client(Some(&Solid), directory.into())
    }

    /// Writes a client for Svelte 5 into a directory of its own, among the sources that its compiler
    /// reads; its path is relative to the package.
    ///
    /// ```no_run
    /// mizan_build::configure().svelte("web/src/api").generate();
    /// ```
    #[track_caller]
    pub fn svelte(self, directory: impl Into<PathBuf>) -> Self {
        self.client(Some(&Svelte), directory.into())
    }

    /// Writes a client with composables for Vue into a directory of its own; its path is relative to
    /// the package.
    ///
    /// ```no_run
    /// mizan_build::configure().vue("web/src/api").generate();
    /// ```
    #[track_caller]
    pub fn vue(self, directory: impl Into<PathBuf>) -> Self {
        self.client(Some(&Vue), directory.into())
    }

    /// Writes a client in Python into a file, whose name ends in `.py`; its path is relative to the
    /// package. The file needs Python 3.11 or newer, httpx, and websockets for what is live.
    ///
    /// ```no_run
    /// mizan_build::configure().react("web/src/api").python("scripts/api.py").generate();
    /// ```
    #[track_caller]
    pub fn python(self, file: impl Into<PathBuf>) -> Self {
        self.output(OutputKind::Python, file.into())
    }

    /// Writes a client in Rust into a file, whose name ends in `.rs`, and its fixed part into the folder
    /// of the same name beside it; the path is relative to the package. The head of the file says which
    /// crates it needs. Needs the feature `rust`.
    ///
    /// ```no_run
    /// mizan_build::configure().react("web/src/api").rust("desktop/src/api.rs").generate();
    /// ```
    #[cfg(feature = "rust")]
    #[track_caller]
    pub fn rust(self, file: impl Into<PathBuf>) -> Self {
        self.output(OutputKind::Rust, file.into())
    }

    /// Writes the model of the API as KDL into a file; its path is relative to the package.
    ///
    /// ```no_run
    /// mizan_build::configure().react("web/src/api").kdl("api.kdl").generate();
    /// ```
    #[track_caller]
    pub fn kdl(self, file: impl Into<PathBuf>) -> Self {
        self.output(OutputKind::Kdl, file.into())
    }

    /// Writes the manifest for a cache at the edge into a file, whose name ends in `.json`; its path is
    /// relative to the package. The manifest says which pages show which contexts, which mutations change
    /// them, and for whom an answer may be kept.
    ///
    /// ```no_run
    /// mizan_build::configure().react("web/src/api").edge("edge.json").generate();
    /// ```
    #[track_caller]
    pub fn edge(self, file: impl Into<PathBuf>) -> Self {
        self.output(OutputKind::Edge, file.into())
    }

    /// Reads the package, checks it, and writes the outputs. Without an output, it writes a client
    /// in plain TypeScript to `$OUT_DIR/mizan/typescript`.
    ///
    /// The compiler shows errors of the package at their tokens, and Cargo shows errors of an
    /// output. On any error nothing is written.
    ///
    /// ```no_run
    /// mizan_build::configure().react("web/src/api").generate();
    /// ```
    ///
    /// # Panics
    ///
    /// Panics outside of a build script.
    #[track_caller]
    pub fn generate(mut self) {
        self.is_generated = true;
        let call = Location::caller();
        let Some(package) = Package::from_environment() else {
            panic!(
                "mizan_build::generate() belongs into build.rs: Cargo tells it there where the package is"
            );
        };
        if self.outputs.is_empty() {
            let path = package.out_dir.join("mizan").join("typescript");
            self.outputs.push(Output { kind: OutputKind::TypeScript(None), path, call });
        }
        let job = Job {
            package: &package,
            outputs: &self.outputs,
            requires_auth: self.requires_auth,
            call,
        };
        let mut text = String::new();
        for line in build(job, &self.origin) {
            text.push_str("cargo::");
            text.push_str(&line);
            text.push('\n');
        }
        // At once: the standard output passes on each line that ends, by a call of the system.
        print!("{text}");
    }

    #[track_caller]
    fn client(self, framework: Option<&'static dyn Framework>, directory: PathBuf) -> Self {
        self.output(OutputKind::TypeScript(framework), directory)
    }

    #[track_caller]
    fn output(mut self, kind: OutputKind, path: PathBuf) -> Self {
        self.outputs.push(Output { kind, path, call: Location::caller() });
        self
    }
}

/// A configuration without `generate()` writes nothing, which only this could tell: the macros see
/// no more than that the build script leaves no report.
impl Drop for Configuration {
    fn drop(&mut self) {
        if self.is_generated || std::thread::panicking() {
            return;
        }
        if let Some(package) = Package::from_environment() {
            let diagnostic = Diagnostic::error(
                self.call,
                "no client is written: this does not end with `.generate()`",
            )
            .with_help("write `.generate();` at its end");
            for line in error_lines(&render_at_call(&diagnostic, &package.root)) {
                println!("cargo::{line}");
            }
        }
    }
}
