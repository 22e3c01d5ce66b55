//! What the desk needs of a machine.

use std::fmt;
use std::process::{Command, Stdio};

/// The library that shows the pages of a Tauri application on Linux.
const WEBKIT: &str = "webkit2gtk-4.1";

/// A machine without the library, and how to get it.
///
/// ```
/// let text = desk::Missing.to_string();
/// assert!(text.contains("apt install libwebkit2gtk-4.1-dev"));
/// ```
#[derive(Debug)]
pub struct Missing;

impl fmt::Display for Missing {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(
            "The desk needs WebKitGTK 4.1 to build. Debian, Ubuntu: `apt install libwebkit2gtk-4.1-dev`; \
             Fedora: `dnf install webkit2gtk4.1-devel`; Arch: `pacman -S webkit2gtk-4.1`.",
        )
    }
}

/// Looks for the library where the system needs it; Windows and macOS bring a web view of their own.
///
/// ```
/// match desk::find_webkit() {
///     Ok(()) => println!("The desk builds here."),
///     Err(missing) => println!("{missing}"),
/// }
/// ```
///
/// # Errors
///
/// When `pkg-config` does not know the library; the error says how to get it.
pub fn find_webkit() -> Result<(), Missing> {
    if cfg!(any(windows, target_os = "macos")) {
        return Ok(());
    }
    let asked =
        Command::new("pkg-config").args(["--exists", WEBKIT]).stderr(Stdio::null()).status();
    match asked {
        Ok(status) if status.success() => Ok(()),
        _ => Err(Missing),
    }
}
