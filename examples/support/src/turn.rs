//! The turn of a node, where several start at once on one new file.

use std::{fs::File, path::Path};

use crate::Error;

/// Waits until no other node prepares the file, and keeps all others waiting until it is dropped.
///
/// SQLite lets two connections wait for each other, except while one of them changes how the file
/// is kept: it refuses the other one then, however long that would have waited. So nodes create,
/// migrate and fill a file one after the other. A node that is killed loses its turn.
///
/// ```
/// # let directory = tempfile::tempdir()?;
/// # let file = directory.path().join("notes.sqlite");
/// let turn = example_support::turn::wait(&file)?;
/// // … open the database, migrate and fill it …
/// drop(turn);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// The lock, a file `….turn` beside the file, cannot be created or locked.
pub fn wait(file: &Path) -> Result<Turn, Error> {
    // A lock on the file itself would end SQLite's own as soon as it is closed.
    let mut beside = file.as_os_str().to_owned();
    beside.push(".turn");
    let lock = || {
        let file = File::options().create(true).append(true).open(&beside)?;
        file.lock()?;
        Ok(file)
    };
    let locked = lock().map_err(|error: std::io::Error| {
        Error(format!("{} cannot be locked: {error}", beside.display()))
    })?;
    Ok(Turn { _locked: locked })
}

/// A node's turn, which ends when this is dropped.
pub struct Turn {
    _locked: File,
}
