//! The sentence that a build script says: a source, outputs, `generate`.

use std::{panic::Location, path::PathBuf};

use crate::{
    build::build,
    emit::REACT,
    output::{Output, OutputKind},
    package::Package,
    sources::Origin,
};

/// Which clients to write, and where. Made by [`configure`](crate::configure).
#[must_use = "nothing is written before `generate()`"]
pub struct Configuration {
    origin: Origin,
    outputs: Vec<Output>,
}

impl Configuration {
    pub(crate) fn new(origin: Origin) -> Self {
        Self { origin, outputs: Vec::new() }
    }

    /// Writes a client in plain TypeScript into a directory of its own, relative to the package.
    ///
    /// ```no_run
    /// mizan_build::configure().typescript("web/src/api").generate();
    /// ```
    #[track_caller]
    pub fn typescript(self, directory: impl Into<PathBuf>) -> Self {
        self.output(OutputKind::TypeScript(None), directory.into(), Location::caller())
    }

    /// Writes a client with hooks for React into a directory of its own, relative to the package.
    ///
    /// ```no_run
    /// mizan_build::configure().react("web/src/api").generate();
    /// ```
    #[track_caller]
    pub fn react(self, directory: impl Into<PathBuf>) -> Self {
        self.output(OutputKind::TypeScript(Some(REACT)), directory.into(), Location::caller())
    }

    /// Writes the model of the API, as KDL, into a file, relative to the package.
    ///
    /// ```no_run
    /// mizan_build::configure().react("web/src/api").kdl("api.kdl").generate();
    /// ```
    #[track_caller]
    pub fn kdl(self, file: impl Into<PathBuf>) -> Self {
        self.output(OutputKind::Kdl, file.into(), Location::caller())
    }

    /// Reads the package, checks it, and writes what was asked for. Without an output, a client in
    /// plain TypeScript goes to `$OUT_DIR/mizan/typescript`.
    ///
    /// What is wrong in the package is told by the compiler, at the very tokens; what is wrong
    /// with an output is told by Cargo. Neither writes anything.
    ///
    /// ```no_run
    /// mizan_build::configure().react("web/src/api").generate();
    /// ```
    ///
    /// # Panics
    ///
    /// Outside of a build script.
    #[track_caller]
    pub fn generate(mut self) {
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
        for line in build(&package, &self.origin, &self.outputs, call) {
            println!("cargo::{line}");
        }
    }

    fn output(mut self, kind: OutputKind, path: PathBuf, call: &'static Location<'static>) -> Self {
        self.outputs.push(Output { kind, path, call });
        self
    }
}
