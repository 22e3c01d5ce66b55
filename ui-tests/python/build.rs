//! Writes the client that the listings import.

use std::{env, path::PathBuf};

fn main() {
    let directory = PathBuf::from(env::var_os("OUT_DIR").expect("Cargo runs this"));
    mizan_build::configure().python(directory.join("python/api.py")).generate();
}
