//! The client in Python, held against the cases: a value that serde writes, or reads, is assigned to the
//! type of its field under both checkers, and the client makes of the JSON what its type says, and the
//! same JSON of that again.

use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::case::{Case, Direction};
use crate::python_programs::{check_types, programs, run};

/// Writes one assignment for each value, and compares what the client converts.
const PROGRAM: &str = include_str!("python/values.py");

/// Panics where a type refuses a value.
pub(crate) fn check(cases: &[Case]) {
    let directory = Path::new(env!("OUT_DIR")).join("mizan/python");
    let mut lines = String::new();
    for Case { table, field, lines: values } in cases {
        for line in values.iter().filter(|line| line.fits) {
            let is_sent = line.direction == Direction::Input;
            let row = serde_json::json!([table, field, is_sent, line.value()]);
            writeln!(lines, "{row}").expect("a String takes every text");
        }
    }
    let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join("python-values");
    fs::create_dir_all(&place).expect("a directory for the values");
    fs::copy(directory.join("corpus.py"), place.join("corpus.py")).expect("the client is copied");
    fs::write(place.join("values.jsonl"), lines).expect("the values are written");
    fs::write(place.join("write_values.py"), PROGRAM).expect("the program is written");
    let told = run(Command::new(programs().join("python"))
        .arg("write_values.py")
        .current_dir(&place)
        .env("PYTHONDONTWRITEBYTECODE", "1"));
    let told = String::from_utf8_lossy(&told.stdout).into_owned();
    assert!(told.is_empty(), "the client converts wrongly:\n{told}");
    check_types(&place, &["values.py"]);
}
