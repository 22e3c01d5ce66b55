//! The errors of whole programs. Each file or directory in `programs` has one mistake, with the
//! text of `cargo check` beside it. `TRYBUILD=overwrite` writes the texts anew, and `PROGRAMS=map_keys`
//! checks those alone whose name contains that.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use crate::package::{BUILD_SCRIPT, Package};

#[test]
fn every_program_is_told_what_is_expected() {
    let mut failures = Vec::new();
    for case in find_cases() {
        let told = check(&case);
        let expected = case.with_extension("stderr");
        if env::var_os("TRYBUILD").is_some_and(|mode| mode == "overwrite") {
            fs::write(&expected, &told).expect("the expected text can be written");
        }
        let name = case.file_name().unwrap_or_default().display();
        if fs::read_to_string(&expected).unwrap_or_default() == told {
            println!("{name} ... ok");
        } else {
            println!("{name} ... differs from {}\n{told}", expected.display());
            failures.push(name.to_string());
        }
    }
    assert_eq!(failures, Vec::<String>::new(), "TRYBUILD=overwrite writes the expected texts anew");
}

/// The entries of `programs` without the expected texts, in the order of the names.
fn find_cases() -> Vec<PathBuf> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("programs");
    let entries =
        fs::read_dir(directory).expect("programs").map(|entry| entry.expect("a case").path());
    let asked = env::var("PROGRAMS").unwrap_or_default();
    let mut cases: Vec<PathBuf> =
        entries.filter(|path| path.extension().is_none_or(|extension| extension == "rs")).collect();
    cases.retain(|path| path.display().to_string().contains(&asked));
    assert!(!cases.is_empty(), "no program is called `{asked}`");
    cases.sort();
    cases
}

/// Checks a case. A file is the library of a package; a directory is a package without its
/// manifest.
fn check(case: &Path) -> String {
    let files = if case.is_dir() {
        read_files(case, case)
    } else {
        let source = fs::read_to_string(case).expect("a source");
        vec![("src/lib.rs".to_owned(), source), ("build.rs".to_owned(), BUILD_SCRIPT.to_owned())]
    };
    let borrowed: Vec<(&str, &str)> =
        files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    // Cases with the same build script share one package, so that the script is compiled once.
    let script = files.iter().find(|(path, _)| path == "build.rs").map(|(_, text)| text);
    let name = match script {
        None => "plain".to_owned(),
        Some(text) if text == BUILD_SCRIPT => "program".to_owned(),
        Some(_) => case.file_name().unwrap_or_default().to_string_lossy().into_owned(),
    };
    let package = Package::new(&name, &borrowed);
    let told = package.check(&[]);
    let written = if package.path("web/api").exists() { "a client was written\n" } else { "" };
    told.diagnostics() + written
}

fn read_files(root: &Path, directory: &Path) -> Vec<(String, String)> {
    let mut files = Vec::new();
    for entry in fs::read_dir(directory).expect("a directory") {
        let path = entry.expect("a file").path();
        if path.is_dir() {
            files.extend(read_files(root, &path));
        } else {
            let relative = path.strip_prefix(root).expect("inside").display().to_string();
            files.push((relative, fs::read_to_string(&path).expect("a text")));
        }
    }
    files
}
