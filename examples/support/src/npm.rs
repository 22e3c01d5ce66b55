//! Runs npm in the directory of a `package.json`. Errors name the directory.

use std::{fs::File, io::ErrorKind, path::Path, process::Command, time::SystemTime};

use crate::Error;

/// A directory that is locked against other processes of the examples.
pub(crate) struct Workplace<'a> {
    directory: &'a Path,
    _lock: File,
}

/// Locks the directory, and installs the packages of its lock file unless they are already
/// installed. Waits for a lock of another process.
pub(crate) fn install(directory: &Path) -> Result<Workplace<'_>, Error> {
    let lock_file = directory.join("package-lock.json");
    let lock = File::open(&lock_file).and_then(|file| file.lock().map(|()| file));
    let lock = lock.map_err(|error| Error(format!("{}: {error}", lock_file.display())))?;
    let workplace = Workplace { directory, _lock: lock };
    let wanted = modified(&lock_file);
    let installed = modified(&directory.join("node_modules/.package-lock.json"));
    if installed < wanted {
        println!("Installing the npm packages of {} …", directory.display());
        workplace.run(&[
            "ci",
            "--no-fund",
            "--no-audit",
            "--loglevel=error",
            "--fetch-retries=5",
        ])?;
    }
    Ok(workplace)
}

impl Workplace<'_> {
    /// Runs npm while the directory is locked.
    pub(crate) fn run(&self, arguments: &[&str]) -> Result<(), Error> {
        run(self.directory, arguments)
    }
}

/// Runs npm with its output in the terminal, and waits for it.
pub(crate) fn run(directory: &Path, arguments: &[&str]) -> Result<(), Error> {
    // On Windows npm is a script, which is only found by its name with the extension.
    let program = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let status = Command::new(program).args(arguments).current_dir(directory).status();
    let command = format!("npm {}", arguments.join(" "));
    match status {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(Error(format!(
            "`{command}` in {} ended with {status}; its messages stand above",
            directory.display()
        ))),
        Err(error) if error.kind() == ErrorKind::NotFound => Err(Error(
            "npm was not found: install Node.js 20.19 or newer, which brings it, and try again"
                .to_owned(),
        )),
        Err(error) => {
            Err(Error(format!("`{command}` in {} did not start: {error}", directory.display())))
        }
    }
}

/// The time of the last change of a file; `None` if the file does not exist.
pub(crate) fn modified(file: &Path) -> Option<SystemTime> {
    file.metadata().and_then(|metadata| metadata.modified()).ok()
}
