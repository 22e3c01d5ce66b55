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
