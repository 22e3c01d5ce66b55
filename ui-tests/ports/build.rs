//! Writes the client that the pages and the program for Node.js import.

use std::{env, path::PathBuf};

fn main() {
    let directory = PathBuf::from(env::var_os("OUT_DIR").expect("Cargo runs this"));
    mizan_build::configure().typescript(directory.join("api")).generate();
}
