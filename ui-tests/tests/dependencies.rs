//! The oldest version of each crate that a published crate accepts is the one that it is tested with.

use std::collections::HashMap;
use std::process::Command;

use serde_json::Value;

/// The crates that are published.
const PUBLISHED: [&str; 5] = ["mizan", "mizan-build", "mizan-ir", "mizan-macros", "mizan-syntax"];

fn read_metadata() -> Value {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["metadata", "--format-version", "1", "--locked", "--all-features"]);
    let output = cargo.current_dir(env!("CARGO_MANIFEST_DIR")).output().expect("cargo metadata");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

fn list(value: &Value) -> &[Value] {
    value.as_array().expect("a list")
}

#[test]
fn the_oldest_versions_are_those_that_are_tested() {
    let metadata = read_metadata();
    let packages: HashMap<&str, &Value> =
        list(&metadata["packages"]).iter().map(|package| (text(&package["id"]), package)).collect();
    let mut compared = 0;
    for node in list(&metadata["resolve"]["nodes"]) {
        let package = packages[text(&node["id"])];
        if !PUBLISHED.contains(&text(&package["name"])) {
            continue;
        }
        for dependency in list(&package["dependencies"]) {
            // One without a source is another crate of the repository.
            if dependency["kind"] == "dev" || dependency["source"].is_null() {
                continue;
            }
            let name = text(&dependency["name"]);
            let resolved = list(&node["deps"]).iter().map(|dep| packages[text(&dep["pkg"])]);
            let tested = resolved.into_iter().find(|package| package["name"] == name);
            let tested = text(&tested.unwrap_or_else(|| panic!("{name} is resolved"))["version"]);
            // What follows `+` says nothing of the version.
            let tested = tested.split('+').next().expect("a version");
            assert_eq!(
                text(&dependency["req"]),
                format!("^{tested}"),
                "{} is tested with {name} {tested}. Write `{name} = \"{tested}\"` in its manifest.",
                text(&package["name"]),
            );
            compared += 1;
        }
    }
    assert!(compared > 40, "only {compared} dependencies");
}
