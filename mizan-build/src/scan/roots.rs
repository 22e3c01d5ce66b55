//! The crates of a package: where each begins.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::package::Package;

/// The root file of a crate.
pub(crate) struct Root {
    pub(crate) crate_name: String,
    pub(crate) file: PathBuf,
}

/// The library first, then the binaries, where Cargo looks for them.
pub(super) fn find_roots(package: &Package) -> Vec<Root> {
    let source = package.root.join("src");
    let own_name = crate_name(&package.name);
    let mut roots = vec![
        Root { crate_name: own_name.clone(), file: source.join("lib.rs") },
        Root { crate_name: own_name, file: source.join("main.rs") },
    ];
    roots.extend(find_binaries(&source.join("bin")));
    roots.retain(|root| root.file.is_file());
    roots
}

/// `src/bin/name.rs` and `src/bin/name/main.rs`, in the order of their names.
fn find_binaries(directory: &Path) -> Vec<Root> {
    let entries = fs::read_dir(directory).into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    paths.sort();
    let binary = |path: PathBuf| {
        let name = crate_name(path.file_stem()?.to_str()?);
        let file = if path.is_dir() { path.join("main.rs") } else { path };
        let is_source = file.extension().is_some_and(|extension| extension == "rs");
        is_source.then_some(Root { crate_name: name, file })
    };
    paths.into_iter().filter_map(binary).collect()
}

fn crate_name(name: &str) -> String {
    name.replace('-', "_")
}
