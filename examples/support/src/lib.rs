//! The shared code of the examples: it installs and bundles the web frontend with npm, and runs the
//! browser and the services of the tests. Other applications need none of it.

pub mod browser;
mod npm;
pub mod services;
pub mod web;

use std::fmt;

/// The reason why a frontend or a browser is not ready, as a text for a terminal.
#[derive(Debug)]
pub struct Error(String);

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for Error {}
