//! The identity of the build script whose run this is. A build script that is changed and does not
//! run `generate()` any more leaves an old report in `OUT_DIR`, which the macros then ignore.

use std::{
    fs,
    panic::Location,
    path::{Path, PathBuf},
};

use mizan_ir::hash;

use crate::scan::find_script_name;

/// The text that the macros compare: the hash of the script's text, and its path. Empty if the
/// script cannot be found.
pub(crate) fn describe_script(root: &Path, call: &Location<'_>) -> String {
    let Some(path) = find_script(root, Path::new(call.file())) else { return String::new() };
    match fs::read_to_string(&path) {
        Ok(text) => format!("{:x}\t{}", hash::leaf(&text), path.display()),
        Err(_) => String::new(),
    }
}

/// The path of the script. The call may be in a module of the script, or in a crate that it uses.
fn find_script(root: &Path, caller: &Path) -> Option<PathBuf> {
    let called = find_in(root, caller);
    if caller.ends_with("build.rs") && called.is_some() {
        return called;
    }
    let manifest = fs::read_to_string(root.join("Cargo.toml")).unwrap_or_default();
    let named = root.join(find_script_name(&manifest).unwrap_or_else(|| "build.rs".to_owned()));
    if named.is_file() { Some(named) } else { called }
}

/// The path of a file that the compiler names from the workspace, of which the package is a part.
fn find_in(root: &Path, file: &Path) -> Option<PathBuf> {
    let mut rest = file.components();
    loop {
        let path = root.join(rest.as_path());
        if path.is_file() {
            return Some(path);
        }
        rest.next()?;
    }
}
