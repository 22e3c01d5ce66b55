//! A package that a test writes, builds and runs, so that the build scans types that were not
//! written by hand.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

const BUILD_SCRIPT: &str =
    "fn main() {\n    mizan_build::configure().typescript(\"web\").generate();\n}\n";

/// A package to build.
pub(crate) struct Package<'text> {
    /// The name of the package and of its directory.
    pub(crate) name: &'text str,
    /// The features of `mizan` that it needs.
    pub(crate) features: &'text [&'text str],
    /// Lines of `[dependencies]`, beside serde and Mizan.
    pub(crate) dependencies: &'text str,
    /// The features of serde_json, beside the one that it has always.
    pub(crate) json_features: &'text [&'text str],
    /// The files of `src`, by name.
    pub(crate) sources: &'text [(&'text str, &'text str)],
}

/// The results of a package that was built and run.
pub(crate) struct Built {
    /// The directory of the client that the build wrote.
    pub(crate) client: PathBuf,
    /// The output of the program.
    pub(crate) lines: String,
}

impl Package<'_> {
    /// Writes the package, builds it and runs it.
    pub(crate) fn build(&self) -> Built {
        let repository = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let repository = repository.canonicalize().expect("the repository");
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join(self.name);
        fs::create_dir_all(root.join("src")).expect("a directory for the package");
        let root = root.canonicalize().expect("it was made just now");
        fs::copy(repository.join("Cargo.lock"), root.join("Cargo.lock")).expect("Cargo.lock");
        let write = |path: &str, text: &str| fs::write(root.join(path), text).expect("a file");
        write("Cargo.toml", &self.manifest(&repository));
        write("build.rs", BUILD_SCRIPT);
        self.sources.iter().for_each(|(name, text)| write(&format!("src/{name}"), text));
        let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        command.args(["run", "--offline", "--quiet", "--color=never"]).current_dir(&root);
        // One directory for all packages, so that their dependencies are compiled once.
        command.env("CARGO_TARGET_DIR", root.with_file_name("target"));
        for inherited in ["OUT_DIR", "MIZAN_CHECK", "RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS"] {
            command.env_remove(inherited);
        }
        let output = command.output().expect("cargo runs");
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "`{}` does not build or run:\n{errors}", self.name);
        let lines = String::from_utf8(output.stdout).expect("JSON is text");
        Built { client: root.join("web"), lines }
    }

    fn manifest(&self, repository: &Path) -> String {
        let (repository, Self { name, features, dependencies, .. }) = (repository.display(), self);
        let json_features = [&["raw_value"], self.json_features].concat();
        format!(
            "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n\
             [dependencies]\n{dependencies}\
             mizan = {{ path = \"{repository}/mizan\", features = {features:?} }}\n\
             serde = {{ version = \"1\", features = [\"derive\", \"rc\"] }}\n\
             serde_json = {{ version = \"1\", features = {json_features:?} }}\n\n\
             [build-dependencies]\nmizan-build = {{ path = \"{repository}/mizan-build\" }}\n\n\
             [profile.dev]\ndebug = false\nincremental = false\n\n[workspace]\n"
        )
    }
}
