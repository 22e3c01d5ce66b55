//! The preparation of a web frontend: packages are installed, and the bundle is built.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::SystemTime,
};

use crate::{Error, npm};

/// Installs and bundles the frontend in `directory` if necessary, with a message on standard
/// output, and returns the directory to serve.
///
/// ```no_run
/// let dist = example_support::web::prepare(std::path::Path::new("web"))?;
/// # Ok::<(), example_support::Error>(())
/// ```
///
/// # Errors
///
/// When Node.js is missing, or npm fails; npm's own messages go to the terminal.
pub fn prepare(directory: &Path) -> Result<PathBuf, Error> {
    let workplace = npm::install(directory)?;
    let dist = directory.join("dist");
    if npm::modified(&dist.join("index.html")) < newest_source(directory) {
        println!("Bundling {} …", directory.display());
        workplace.run(&["run", "--silent", "build"])?;
    }
    Ok(dist)
}

/// Compares the generated client in `directory` with git's index, so that a reviewer sees the
/// effect of a change on users.
///
/// ```no_run
/// # use std::path::Path;
/// example_support::web::check_client(Path::new("web/src/api"))?;
/// # Ok::<(), example_support::Error>(())
/// ```
///
/// # Errors
///
/// When the build has written files that are not in the index, or git does not run.
pub fn check_client(directory: &Path) -> Result<(), Error> {
    let output = Command::new("git")
        .args(["status", "--porcelain=v1", "--untracked-files=all", "--", "."])
        .current_dir(directory)
        .output()
        .map_err(|error| Error(format!("git did not start: {error}")))?;
    if !output.status.success() {
        return Err(Error(String::from_utf8_lossy(&output.stderr).into_owned()));
    }
    let listing = String::from_utf8_lossy(&output.stdout);
    // The second column is the difference from the index; `??` marks a file that the index lacks.
    let unstaged: Vec<&str> = listing
        .lines()
        .filter(|line| line.starts_with("??") || !line[1..].starts_with(' '))
        .collect();
    match unstaged.is_empty() {
        true => Ok(()),
        false => Err(Error(format!(
            "the build writes a client that is not in the tree; read it, then `git add` it: \
             {unstaged:#?}"
        ))),
    }
}

/// Installs the packages of the frontend in `directory` unless they are already installed.
///
/// ```no_run
/// example_support::web::install(std::path::Path::new("web"))?;
/// # Ok::<(), example_support::Error>(())
/// ```
///
/// # Errors
///
/// When Node.js is missing, or npm fails; npm's own messages go to the terminal.
pub fn install(directory: &Path) -> Result<(), Error> {
    npm::install(directory).map(drop)
}

/// Runs a script of the frontend's `package.json`, after the packages are installed. Meanwhile others may
/// prepare the frontend as well.
///
/// ```no_run
/// example_support::web::run(std::path::Path::new("web"), "typecheck")?;
/// # Ok::<(), example_support::Error>(())
/// ```
///
/// # Errors
///
/// When Node.js is missing, or the script fails; its own messages go to the terminal.
pub fn run(directory: &Path, script: &str) -> Result<(), Error> {
    install(directory)?;
    npm::run(directory, &["run", "--silent", script])
}

/// The time of the last change to a source file of the bundle.
fn newest_source(directory: &Path) -> Option<SystemTime> {
    let entries = fs::read_dir(directory).ok()?;
    entries
        .filter_map(Result::ok)
        .filter(|entry| {
            !matches!(entry.file_name().to_str(), Some("dist" | "dist-server" | "node_modules"))
        })
        // Source maps are left out: they are for editors, and change with every line of Rust.
        .filter(|entry| entry.path().extension().is_none_or(|extension| extension != "map"))
        .filter_map(|entry| match entry.file_type().ok()?.is_dir() {
            true => newest_source(&entry.path()),
            false => npm::modified(&entry.path()),
        })
        .max()
}
