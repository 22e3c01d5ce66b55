//! What the examples share: an application's web frontend, installed and bundled with npm, and
//! the browser that tests it. An application of yours needs none of this.

pub mod browser;
mod npm;
pub mod web;

use std::fmt;

/// Why a frontend or a browser is not ready, in words for the person at the terminal.
#[derive(Debug)]
pub struct Error(String);

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for Error {}
