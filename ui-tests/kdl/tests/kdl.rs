//! The model of the guide's page becomes a client in Python, which speaks to a backend in Python that knows
//! nothing of Mizan but the protocol.

#[path = "../../types/tests/support/python.rs"]
mod python;

use std::fs;
use std::path::Path;
use std::process::Command;

use python::{check_types, programs, run};

#[test]
fn a_model_in_kdl_is_a_client_of_any_backend() {
    let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join("kdl-guide");
    fs::create_dir_all(&place).expect("a directory for the programs");
    for (name, text) in [
        ("api.py", include_str!(concat!(env!("OUT_DIR"), "/python/api.py"))),
        ("backend.py", include_str!("programs/backend.py")),
        ("caller.py", include_str!("programs/caller.py")),
    ] {
        fs::write(place.join(name), text).expect("a program is written");
    }
    check_types(&place, &["api.py", "backend.py", "caller.py"]);
    let told = run(Command::new(programs().join("python"))
        .args(["-W", "error", "caller.py"])
        .current_dir(&place)
        .env("PYTHONDONTWRITEBYTECODE", "1"));
    assert_eq!(String::from_utf8_lossy(&told.stdout), "sync\nasync\n");
}
