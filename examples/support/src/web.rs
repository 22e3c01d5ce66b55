//! A web frontend made ready to be served: packages installed, bundle built.

use std::{
    fs,
    path::{Path, PathBuf},
    time::SystemTime,
};

use crate::{Error, npm};

/// Installs and bundles the frontend in `directory` where that is needed, saying so on standard
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

/// Installs the packages of the frontend in `directory` unless they are there.
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

/// Runs a script of the frontend's `package.json`, with its packages installed.
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
    npm::install(directory)?.run(&["run", "--silent", script])
}

/// When the newest file that a bundle is made from was changed.
fn newest_source(directory: &Path) -> Option<SystemTime> {
    let entries = fs::read_dir(directory).ok()?;
    entries
        .filter_map(Result::ok)
        .filter(|entry| !matches!(entry.file_name().to_str(), Some("dist" | "node_modules")))
        .filter_map(|entry| match entry.file_type().ok()?.is_dir() {
            true => newest_source(&entry.path()),
            false => npm::modified(&entry.path()),
        })
        .max()
}
