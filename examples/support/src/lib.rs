//! The shared code of the examples: it installs and bundles the web frontend with npm, and runs the
//! browser and the services of the tests. Other applications need none of it.

pub mod browser;
mod npm;
pub mod port;
pub mod services;
pub mod turn;
pub mod web;

use std::fmt;

/// The reason why a frontend or a browser is not ready, as a text for a terminal.
pub struct Error(String);

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// As the text: it is what the terminal shows of an error that `main` returns.
impl fmt::Debug for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

impl std::error::Error for Error {}
