//! The tests of the desk and of the plugin for Tauri, where they can be built.

use std::io::{Write, stderr};
use std::path::Path;
use std::process::Command;

#[test]
fn the_desk_and_the_plugin_pass_their_own_tests() {
    if let Err(missing) = desk::find_webkit() {
        // Said past the capture of the harness, so that everybody who runs the tests reads it.
        let _ = writeln!(stderr(), "the desk and the plugin are not tested here: {missing}");
        return;
    }
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("app/Cargo.toml");
    let cargo = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO"));
        let status = command.args(arguments).arg("--manifest-path").arg(&manifest).status();
        let status = status.unwrap_or_else(|error| panic!("cargo did not start: {error}"));
        assert!(status.success(), "`cargo {}` ended with {status}", arguments.join(" "));
    };
    cargo(&["fmt", "--check", "--package", "desk-app", "--package", "tauri-plugin-mizan"]);
    cargo(&["test", "--workspace"]);
}
