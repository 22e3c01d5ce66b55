//! Writes the clients whose types the tests check.

use std::{env, fs, path::PathBuf};

fn main() {
    let directory = env::var_os("OUT_DIR").expect("Cargo runs this");
    let directory = PathBuf::from(directory).join("mizan");
    mizan_build::configure()
        .typescript(directory.join("typescript"))
        .python(directory.join("python/corpus.py"))
        .rust(directory.join("rust/api.rs"))
        .generate();
    // A module cannot be included from a path that only the environment knows.
    let path = directory.join("rust/api.rs");
    let module = format!("#[path = {path:?}]\npub mod api;\n");
    fs::write(directory.join("rust.rs"), module).expect("OUT_DIR can be written to");
}
