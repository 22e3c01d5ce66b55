//! The tests of the desk and of the plugin for Tauri, where they can be built.

use std::path::Path;
use std::process::Command;

#[test]
fn the_desk_and_the_plugin_pass_their_own_tests() {
    if let Err(missing) = desk::find_webkit() {
        println!("not built here, and not tested: {missing}");
        return;
    }
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("app/Cargo.toml");
    let cargo = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO"));
        let status = command.args(arguments).arg("--manifest-path").arg(&manifest).status();
        let status = status.unwrap_or_else(|error| panic!("cargo did not start: {error}"));
        assert!(status.success(), "`cargo {}` ended with {status}", arguments.join(" "));
    };
    cargo(&["test", "--workspace"]);
}
