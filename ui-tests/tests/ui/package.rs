//! Packages that use Mizan, generated for a test, with a build script of their own.
//!
//! The packages share one target directory, so that a test compiles only its own source.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Output},
    sync::{Mutex, MutexGuard, PoisonError},
};

/// The usual build script.
pub(crate) const BUILD_SCRIPT: &str =
    "fn main() {\n    mizan_build::configure().typescript(\"web/api\").generate();\n}\n";

/// A package in the target directory, kept between runs so that little is compiled again.
pub(crate) struct Package {
    root: PathBuf,
    /// A lock, because Cargo admits one process at a time to a target directory.
    _turn: MutexGuard<'static, ()>,
}

impl Package {
    /// Creates a package with that name from files, each a path and a text. Files of an earlier run
    /// are removed.
    pub(crate) fn new(name: &str, files: &[(&str, &str)]) -> Self {
        static TURN: Mutex<()> = Mutex::new(());
        let turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
        let root = workshop().join(name);
        let package = Self { root, _turn: turn };
        package.empty();
        // The parent directory of the client exists, as in an application.
        fs::create_dir_all(package.path("web")).expect("a directory");
        package.write("Cargo.toml", &manifest(name));
        fs::copy(repository().join("Cargo.lock"), package.path("Cargo.lock")).expect("Cargo.lock");
        for (path, text) in files {
            package.write(path, text);
        }
        package
    }

    fn empty(&self) {
        for name in ["src", "tests", "web", "build.rs"] {
            let path = self.path(name);
            let _ = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
        }
    }

    /// The path of a file in the package.
    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    /// Writes a file, unless it already has that text.
    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("a file is in a directory")).expect("a directory");
        fs::write(&path, text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    }

    /// The text of a file.
    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// The program of its build script, compiled last.
    #[allow(dead_code, reason = "the benchmark needs it")]
    pub(crate) fn build_script(&self) -> PathBuf {
        let name = self.root.file_name().unwrap_or_default().to_string_lossy();
        let directories =
            fs::read_dir(workshop().join("target/debug/build")).expect("build scripts");
        let programs = directories.flatten().filter(|directory| {
            let directory = directory.file_name();
            directory.to_string_lossy().rsplit_once('-').is_some_and(|(of, _)| of == name)
        });
        let programs = programs.map(|directory| directory.path().join("build-script-build"));
        let modified = |path: &PathBuf| fs::metadata(path).and_then(|file| file.modified()).ok();
        programs.max_by_key(modified).expect("a build script")
    }

    /// Removes the build output of this package.
    #[allow(dead_code, reason = "the benchmark needs it")]
    pub(crate) fn clean(&self) {
        let name = self.root.file_name().unwrap_or_default().to_string_lossy();
        self.cargo("clean", &["-p", &name], &[]);
    }

    /// The source of the library after the expansion of all macros.
    #[allow(dead_code, reason = "the benchmark needs it")]
    pub(crate) fn expand(&self) -> String {
        let arguments = ["--profile=check", "--lib", "--", "-Zunpretty=expanded"];
        // A variable of the command would rebuild the packages of other tests, so this target
        // directory is another one.
        let target = workshop().join("expanded").display().to_string();
        let variables = [("RUSTC_BOOTSTRAP", "1"), ("CARGO_TARGET_DIR", target.as_str())];
        let told = self.cargo("rustc", &arguments, &variables);
        assert!(told.success, "{}", told.text);
        told.json
    }

    /// Runs `cargo check` with additional arguments.
    pub(crate) fn check(&self, arguments: &[&str]) -> Told {
        self.check_with(arguments, &[])
    }

    /// Runs `cargo check` with additional arguments and environment variables.
    pub(crate) fn check_with(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Told {
        self.cargo("check", arguments, variables)
    }

    /// Runs a command of Cargo with additional arguments and environment variables.
    pub(crate) fn cargo(
        &self,
        subcommand: &str,
        arguments: &[&str],
        variables: &[(&str, &str)],
    ) -> Told {
        let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        command.arg(subcommand).args(["--offline", "--color=never"]).args(arguments);
        command.current_dir(&self.root).env("CARGO_TARGET_DIR", workshop().join("target"));
        for inherited in ["OUT_DIR", "MIZAN_CHECK", "RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS"] {
            command.env_remove(inherited);
        }
        command.env("CARGO_TERM_QUIET", "false").envs(variables.iter().copied());
        let output = command.output().expect("cargo runs");
        Told::new(&output, &self.root)
    }
}

/// The output of Cargo, without the parts that differ between machines.
pub(crate) struct Told {
    /// `true` if Cargo succeeded.
    pub(crate) success: bool,
    /// The output for people.
    pub(crate) text: String,
    /// The output for programs.
    pub(crate) json: String,
}

impl Told {
    fn new(output: &Output, root: &Path) -> Self {
        let plain = |bytes: &[u8]| {
            let text = String::from_utf8_lossy(bytes);
            let text = text.replace(&root.display().to_string(), "$PACKAGE");
            text.replace(&repository().display().to_string(), "$MIZAN")
        };
        Self {
            success: output.status.success(),
            text: plain(&output.stderr),
            json: plain(&output.stdout),
        }
    }

    /// The diagnostics of the package, without the progress of the build.
    pub(crate) fn diagnostics(&self) -> String {
        const PROGRESS: [&str; 8] = [
            "Checking ",
            "Compiling ",
            "Finished ",
            "Blocking ",
            "Locking ",
            "Adding ",
            "Downloading ",
            "Running ",
        ];
        let is_progress =
            |line: &&str| PROGRESS.iter().any(|word| line.trim_start().starts_with(word));
        let lines: Vec<&str> = self.text.lines().filter(|line| !is_progress(line)).collect();
        without_own_numbers(&lines).join("\n") + "\n"
    }
}

/// The lines, without the numbers of lines in Mizan's own source: they change with what is written
/// above them, and no text says them.
fn without_own_numbers(lines: &[&str]) -> Vec<String> {
    let mut is_own = false;
    let shown = lines.iter().map(|line| {
        if let Some((arrow, place)) = line.split_once("--> ") {
            is_own = place.starts_with("$MIZAN/");
            let file = place.split(':').next().filter(|_| is_own);
            return format!("{arrow}--> {}", file.unwrap_or(place));
        }
        match line.split_once('|') {
            Some((number, source)) if is_own && number.trim().parse::<u32>().is_ok() => {
                format!("{}|{source}", " ".repeat(number.len()))
            }
            _ => (*line).to_owned(),
        }
    });
    shown.collect()
}

/// The directory of the packages, beside their target directory.
fn workshop() -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("ui");
    fs::create_dir_all(&path).expect("a directory for the packages");
    path.canonicalize().expect("it was made just now")
}

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().expect("the repository")
}

fn manifest(name: &str) -> String {
    let repository = repository();
    let repository = repository.display();
    format!(
        "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n\
         [dependencies]\nmizan = {{ path = \"{repository}/mizan\" }}\n\
         axum = {{ version = \"0.8\", default-features = false, features = [\"form\", \"json\", \"query\"] }}\n\
         serde = {{ version = \"1\", features = [\"derive\"] }}\n\
         serde_repr = \"0.1\"\n\
         serde_with = {{ version = \"3\", default-features = false, features = [\"macros\"] }}\n\n\
         [build-dependencies]\nmizan-build = {{ path = \"{repository}/mizan-build\" }}\n\n\
         [workspace]\n"
    )
}
