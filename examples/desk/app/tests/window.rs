//! The desk in real windows, on a display of its own, driven from outside.

#![cfg(target_os = "linux")]

use std::io::{Write, stderr};
use std::path::Path;
use std::process::Command;

/// The programs that show the windows and drive them, each with its package of Debian.
const PROGRAMS: [(&str, &str); 4] = [
    ("Xvfb", "xvfb"),
    ("WebKitWebDriver", "webkit2gtk-driver"),
    ("xdotool", "xdotool"),
    ("import", "imagemagick"),
];

#[test]
fn the_windows_of_the_desk_keep_each_other_true() {
    let missing: Vec<&str> =
        PROGRAMS.iter().filter(|(name, _)| !is_there(name)).map(|(_, package)| *package).collect();
    if !missing.is_empty() {
        // Said past the capture of the harness, so that everybody who runs the tests reads it.
        let _ = writeln!(stderr(), "no window was driven: `apt install {}`", missing.join(" "));
        return;
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/window.mjs");
    let status = Command::new("node")
        .args(["--test", "--test-reporter=spec", "--test-timeout=120000"])
        .arg(script)
        .env("DESK", env!("CARGO_BIN_EXE_desk"))
        .status()
        .unwrap_or_else(|error| panic!("node did not start: {error}"));
    assert!(status.success(), "the windows did not do what they have to; see above");
}

fn is_there(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
}
