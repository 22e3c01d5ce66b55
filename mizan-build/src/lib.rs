//! Writes typed, live clients while `cargo build` runs.
//!
//! ```no_run
//! // in the `main` of build.rs:
//! mizan_build::configure().react("web/src/api").generate();
//! ```
//!
//! The functions are found in the package's own source, as the compiler would: `mod`, `cfg`,
//! `use`, aliases. What is wrong with them is told by the compiler, at the very tokens.

mod assemble;
mod both;
mod build;
mod check;
mod configuration;
mod emit;
mod finding;
mod output;
mod package;
mod problem;
mod report;
mod resolve;
mod scan;
#[cfg(test)]
mod tests;
mod write;

pub use configuration::Configuration;

/// Begins with the source of the package whose build script this is.
///
/// ```no_run
/// mizan_build::configure().typescript("web/src/api").generate();
/// ```
pub fn configure() -> Configuration {
    Configuration::new()
}

/// Writes a client in plain TypeScript to `$OUT_DIR/mizan/typescript`.
///
/// ```no_run
/// mizan_build::generate();
/// ```
#[track_caller]
pub fn generate() {
    configure().generate();
}
