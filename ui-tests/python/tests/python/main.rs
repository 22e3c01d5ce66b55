//! The client in Python: the listings of the guide's page under both checkers; a session of cookies, by both
//! clients; and what is live, with lines that are cut.

mod application;
mod guide;
mod live;
mod proxy;
#[path = "../../../types/tests/support/python.rs"]
mod python;
mod sessions;

use std::path::Path;
use std::process::Command;

use python::{programs, run};

/// The directory of the client that the build script wrote.
const CLIENT: &str = concat!(env!("OUT_DIR"), "/python");

/// Runs a program of the folder `programs` with its arguments, and returns what it says.
fn play(program: &str, arguments: &[String]) -> String {
    let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/programs").join(program);
    let told = run(Command::new(programs().join("python"))
        .args(["-W", "error"])
        .arg(program)
        .args(arguments)
        .env("PYTHONPATH", CLIENT)
        .env("PYTHONDONTWRITEBYTECODE", "1"));
    let said = String::from_utf8_lossy(&told.stderr);
    assert!(said.is_empty(), "{said}");
    String::from_utf8_lossy(&told.stdout).into_owned()
}
