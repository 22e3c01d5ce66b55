//! TypeScript's compiler over a generated client.

use std::path::{Path, PathBuf};
use std::process::Command;

/// The strictest that a user may ask of the generated types.
const OPTIONS: [&str; 12] = [
    "--noEmit",
    "--strict",
    "--exactOptionalPropertyTypes",
    "--noUncheckedIndexedAccess",
    "--noUnusedLocals",
    "--isolatedModules",
    "--verbatimModuleSyntax",
    "--pretty",
    "false",
    "--target",
    "es2022",
    "--moduleResolution",
];

/// A message of the compiler, and the line that it is about.
pub(crate) struct Message {
    pub(crate) line: Option<usize>,
    pub(crate) text: String,
}

/// Compiles these files of a directory together, in the strictest way.
pub(crate) fn compile(directory: &Path, files: &[&str]) -> Vec<Message> {
    let kernel = kernel();
    example_support::web::install(&kernel).unwrap_or_else(|error| panic!("{error}"));
    let tsc = kernel.join("node_modules/typescript/bin/tsc");
    let output = Command::new("node")
        .arg(tsc)
        .args(OPTIONS)
        .args(["bundler", "--module", "esnext", "--lib", "es2022,dom,dom.iterable"])
        .args(files)
        .current_dir(directory)
        .output()
        .expect("the compiler starts");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut messages: Vec<Message> = Vec::new();
    for line in text.lines() {
        match messages.last_mut() {
            Some(last) if line.starts_with(' ') => {
                last.text.push('\n');
                last.text.push_str(line);
            }
            _ => messages.push(Message { line: line_of(line, files[0]), text: line.to_owned() }),
        }
    }
    assert!(output.status.success() || !messages.is_empty(), "the compiler failed: {output:?}");
    messages
}

/// The line in `corpus.ts(12,3): error …`.
fn line_of(message: &str, file: &str) -> Option<usize> {
    message.strip_prefix(file)?.strip_prefix('(')?.split(',').next()?.parse().ok()
}

/// The folder of the kernel, and of the tools that it is tested with.
pub(crate) fn kernel() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../mizan-build/kernel")
}
