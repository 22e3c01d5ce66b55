//! Node over a generated client.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::compile::kernel;

/// Bundles a program with the client that it imports, and returns what it prints.
pub(crate) fn run(directory: &Path, text: &str) -> String {
    fs::write(directory.join("decode.ts"), text).expect("the program is written");
    let bundle = Command::new(kernel().join("node_modules/.bin/esbuild"))
        .args(["decode.ts", "--bundle", "--format=esm", "--platform=node", "--target=es2022"])
        .args(["--outfile=decode.mjs", "--log-level=error"])
        .current_dir(directory)
        .stdout(Stdio::inherit())
        .status();
    assert!(bundle.expect("esbuild starts").success());
    let output = Command::new("node").arg("decode.mjs").current_dir(directory).output();
    let output = output.expect("node starts");
    for name in ["decode.ts", "decode.mjs"] {
        fs::remove_file(directory.join(name)).expect("what was written is removed");
    }
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}
