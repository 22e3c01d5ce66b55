//! The errors in the JSON for editors point at the user's own tokens.

use serde_json::Value;

use crate::package::{BUILD_SCRIPT, Package};

const SOURCE: &str = "\
pub struct Plain;

#[mizan::client]
pub fn get() -> Vec<Plain> {
    Vec::new()
}

#[mizan::client(affects = Plain)]
pub fn set() {}
";

/// The tokens to which the errors of a `cargo check` point.
fn pointed_at(json: &str) -> Vec<String> {
    let messages = json.lines().map(|line| serde_json::from_str::<Value>(line).expect("JSON"));
    let errors = messages.filter(|message| message["message"]["level"] == "error");
    let spans =
        errors.flat_map(|error| error["message"]["spans"].as_array().cloned().unwrap_or_default());
    let source: Vec<&str> = SOURCE.lines().collect();
    let number =
        |value: &Value| usize::try_from(value.as_u64().expect("a number")).expect("a small one");
    spans
        .map(|span| {
            assert_eq!(span["file_name"], "src/lib.rs");
            assert_eq!(span["is_primary"], true);
            let line = source[number(&span["line_start"]) - 1];
            line[number(&span["column_start"]) - 1..number(&span["column_end"]) - 1].to_owned()
        })
        .collect()
}

#[test]
fn spans_are_the_users_tokens() {
    let package = Package::new("program", &[("build.rs", BUILD_SCRIPT), ("src/lib.rs", SOURCE)]);
    let told = package.check(&["--message-format=json"]);
    assert!(!told.success);
    assert_eq!(pointed_at(&told.json), ["Plain", "Plain"]);
}
