//! npm, run where a `package.json` is, with errors that name the directory.

use std::{fs::File, io::ErrorKind, path::Path, process::Command, time::SystemTime};

use crate::Error;

/// A directory that no other process of the examples changes meanwhile.
pub(crate) struct Workplace<'a> {
    directory: &'a Path,
    _lock: File,
}

/// Waits until the directory is free, and installs the packages of its lock file unless they are
/// already there.
pub(crate) fn install(directory: &Path) -> Result<Workplace<'_>, Error> {
    let lock_file = directory.join("package-lock.json");
    let lock = File::open(&lock_file).and_then(|file| file.lock().map(|()| file));
    let lock = lock.map_err(|error| Error(format!("{}: {error}", lock_file.display())))?;
    let workplace = Workplace { directory, _lock: lock };
    let wanted = modified(&lock_file);
    let installed = modified(&directory.join("node_modules/.package-lock.json"));
    if installed < wanted {
        println!("Installing the npm packages of {} …", directory.display());
        workplace.run(&["ci", "--no-fund", "--no-audit", "--loglevel=error"])?;
    }
    Ok(workplace)
}

impl Workplace<'_> {
    /// Runs npm and waits for it; what it prints, the terminal shows.
    pub(crate) fn run(&self, arguments: &[&str]) -> Result<(), Error> {
        run(self.directory, arguments)
    }
}

fn run(directory: &Path, arguments: &[&str]) -> Result<(), Error> {
    // On Windows npm is a script, and only a name with its ending is found.
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

/// When a file was last changed; nothing where there is no such file.
pub(crate) fn modified(file: &Path) -> Option<SystemTime> {
    file.metadata().and_then(|metadata| metadata.modified()).ok()
}
