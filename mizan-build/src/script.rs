//! The build script whose run this is, as its text was: once it is another one and has not run
//! `generate()`, what an earlier run left in `OUT_DIR` says nothing any more.

use std::{
    fs,
    panic::Location,
    path::{Path, PathBuf},
};

use mizan_ir::hash;

use crate::scan::find_script_name;

/// What the macros compare: the hash of the script's text and its path; nothing where the script
/// cannot be found.
pub(crate) fn describe_script(root: &Path, call: &Location<'_>) -> String {
    let Some(path) = find_script(root, Path::new(call.file())) else { return String::new() };
    match fs::read_to_string(&path) {
        Ok(text) => format!("{:x}\t{}", hash::leaf(&text), path.display()),
        Err(_) => String::new(),
    }
}

/// The call may stand in a module of the script, or in a crate that it uses.
fn find_script(root: &Path, caller: &Path) -> Option<PathBuf> {
    let called = find_in(root, caller);
    if caller.ends_with("build.rs") && called.is_some() {
        return called;
    }
    let manifest = fs::read_to_string(root.join("Cargo.toml")).unwrap_or_default();
    let named = root.join(find_script_name(&manifest).unwrap_or_else(|| "build.rs".to_owned()));
    if named.is_file() { Some(named) } else { called }
}

/// The compiler calls a file as it stands in the workspace, of which the package is a part.
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
