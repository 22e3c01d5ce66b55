//! The manifests of the workspace: the oldest version of each crate that a published crate accepts is the one
//! that it is tested with, and no test is in a crate that says that it has none.

use std::collections::HashMap;
use std::fs;
use std::path::Path;
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

/// True if a source file of the folder, or of one below it, has a test.
fn has_test(folder: &Path) -> bool {
    fs::read_dir(folder).expect("a folder of sources").any(|entry| {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            return has_test(&path);
        }
        let source = fs::read_to_string(&path).expect("a source");
        source.lines().any(|line| line.trim_start().starts_with("#[") && line.contains("test]"))
    })
}

/// Cargo runs none of the tests of a target with `test = false`, and says nothing of it.
#[test]
fn crates_that_say_that_they_have_no_tests_have_none() {
    let metadata = read_metadata();
    let own = list(&metadata["packages"]).iter().filter(|package| package["source"].is_null());
    let mut found = 0;
    for target in own.flat_map(|package| list(&package["targets"])) {
        let is_code = ["lib", "bin"].iter().any(|kind| target["kind"][0] == *kind);
        if !is_code || target["test"] == true {
            continue;
        }
        let folder = Path::new(text(&target["src_path"])).parent().expect("a folder");
        assert!(
            !has_test(folder),
            "{} has a test that nothing runs. Take `test = false` out of its manifest.",
            folder.display()
        );
        found += 1;
    }
    assert!(found > 10, "only {found} targets");
}
