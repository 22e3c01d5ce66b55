//! The browser of the tests: Chromium from an npm package, driven by a script of the example.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use crate::{Error, npm};

/// Runs a test script with Node's test runner. The script may `import` this crate's
/// `browser/chromium.mjs` by the address in `MIZAN_BROWSER`, and has `variables` in its
/// environment.
///
/// ```no_run
/// # use std::path::Path;
/// example_support::browser::run(Path::new("tests/browser.mjs"), &[("SERVER", Path::new("a.out"))])?;
/// # Ok::<(), example_support::Error>(())
/// ```
///
/// # Errors
///
/// When Node.js is missing, the packages cannot be installed, or a test of the script fails; what
/// the script prints goes to the terminal.
pub fn run(script: &Path, variables: &[(&str, &Path)]) -> Result<(), Error> {
    let toolbox = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("browser");
    drop(npm::install(&toolbox)?);
    let status = Command::new("node")
        .args(["--test", "--test-reporter=spec", "--test-timeout=900000"])
        .arg(script)
        .env("MIZAN_BROWSER", toolbox.join("chromium.mjs"))
        .envs(variables.iter().copied())
        .status()
        .map_err(|error| Error(format!("node did not start: {error}")))?;
    match status.success() {
        true => Ok(()),
        false => Err(Error(format!("{} ended with {status}", script.display()))),
    }
}
