//! Starts the desk with `cargo run -p desk`.
//!
//! The application is a workspace of its own in `app`, because Tauri needs WebKitGTK on Linux, which is not on every
//! machine that builds the other crates. This program looks for it first, and says how to get it.

use std::path::Path;
use std::process::{Command, ExitCode};

fn main() -> ExitCode {
    if let Err(missing) = desk::find_webkit() {
        eprintln!("{missing}");
        return ExitCode::FAILURE;
    }
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("app/Cargo.toml");
    let status = Command::new("cargo").args(["run", "--manifest-path"]).arg(manifest).status();
    match status {
        Ok(status) if status.success() => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("cargo did not start: {error}");
            ExitCode::FAILURE
        }
    }
}
