//! Files on the disk, read and replaced as wholes.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// Writes a file of `OUT_DIR`, if it would change. Every file there may be overwritten.
pub(crate) fn write_own(path: &Path, content: impl AsRef<[u8]>) -> io::Result<()> {
    let content = content.as_ref();
    if fs::read(path).is_ok_and(|bytes| bytes == content) {
        return Ok(());
    }
    if let Some(directory) = path.parent() {
        fs::create_dir_all(directory)?;
    }
    let temporary = temporary_beside(path);
    fs::write(&temporary, content)?;
    fs::rename(&temporary, path)
}

/// Finds the targets of paths, absolute and without links. Files of one directory share its lookup,
/// which asks the system for each part of the path.
#[derive(Default)]
pub(crate) struct Targets {
    /// The last directory, and its own target.
    directory: PathBuf,
    target: PathBuf,
}

impl Targets {
    /// The target of a path, in the letters of the path; `None` if nothing is there.
    pub(crate) fn find(&mut self, path: &Path) -> Option<PathBuf> {
        let is_link = fs::symlink_metadata(path).ok()?.is_symlink();
        let (Some(directory), Some(name), false) = (path.parent(), path.file_name(), is_link)
        else {
            return path.canonicalize().ok();
        };
        if self.directory != directory {
            self.target = directory.canonicalize().ok()?;
            self.directory = directory.to_owned();
        }
        Some(self.target.join(name))
    }
}

/// The paths in a directory, sorted; none where there is no directory.
pub(crate) fn entries_of(directory: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = Vec::new();
    if let Ok(entries) = fs::read_dir(directory) {
        for entry in entries.flatten() {
            let path = entry.path();
            // A sort is much to compile for the few files that there are.
            let at = paths.partition_point(|known| *known < path);
            paths.insert(at, path);
        }
    }
    paths
}

/// A name for a file that is not whole yet, beside its place: a rename within a directory is
/// atomic.
pub(crate) fn temporary_beside(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.{}.mizan", std::process::id()))
}
