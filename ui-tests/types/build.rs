//! Writes the clients whose types the tests check.

use std::{env, path::PathBuf};

fn main() {
    let directory = env::var_os("OUT_DIR").expect("Cargo runs this");
    let directory = PathBuf::from(directory).join("mizan");
    mizan_build::configure()
        .typescript(directory.join("typescript"))
        .python(directory.join("python/corpus.py"))
        .generate();
}
