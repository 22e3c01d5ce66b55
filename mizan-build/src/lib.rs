//! Writes typed, live clients while `cargo build` runs.
//!
//! ```no_run
//! // in the `main` of build.rs:
//! mizan_build::configure().react("web/src/api").generate();
//! ```
//!
//! The functions are found in the package's own source, as the compiler would: `mod`, `cfg`,
//! `use`, aliases. What is wrong with them is told by the compiler, at the very tokens.
//!
//! A client is read by people and by editors. What an application sees of it stands in files of
//! declarations, with the documentation of the Rust: `types.d.ts`, `contract.d.ts` for parameters,
//! data, arguments and the client, `react.d.ts` for hooks. From these, an editor goes to the Rust,
//! by maps that git ignores: they name lines, which move with every edit. What runs stands in
//! `client.ts`, `react/index.tsx` and `kernel`.

mod assemble;
mod build;
mod check;
mod configuration;
mod emit;
mod finding;
mod incremental;
mod index;
mod join;
mod linked_crates;
mod output;
mod package;
mod problem;
mod report;
mod resolve;
mod scan;
mod script;
mod sources;
#[cfg(test)]
mod tests;
mod write;

pub use configuration::Configuration;
use sources::Origin;

/// Begins with the source of the package whose build script this is.
///
/// ```no_run
/// mizan_build::configure().typescript("web/src/api").generate();
/// ```
pub fn configure() -> Configuration {
    Configuration::new(Origin::Scan)
}

/// Begins with a model in a file of KDL, relative to the package: what another backend, in
/// whatever language, says of itself. `mizan_ir::kdl` tells what stands there. Needs the feature
/// `kdl`.
///
/// ```no_run
/// mizan_build::from_kdl("../backend/api.kdl").react("web/src/api").generate();
/// ```
///
/// What is wrong in the file is told by Cargo, at its line.
#[cfg(feature = "kdl")]
#[track_caller]
pub fn from_kdl(path: impl Into<std::path::PathBuf>) -> Configuration {
    Configuration::new(Origin::Kdl(path.into(), std::panic::Location::caller()))
}

/// Begins with the model of functions that are linked into the build script: those that a macro
/// makes, or `include!` brings, which nobody sees in the source.
///
/// They live in a crate of their own, with a function that returns `mizan::api()`. The application
/// has it among its `[build-dependencies]` too, and names it here:
///
/// ```no_run
/// # mod my_api { pub fn mizan() -> mizan_ir::Api { mizan_ir::Api::default() } }
/// mizan_build::from_registry(my_api::mizan()).react("web/src/api").generate();
/// ```
#[track_caller]
pub fn from_registry(api: mizan_ir::Api) -> Configuration {
    Configuration::new(Origin::Registry(Box::new(api), std::panic::Location::caller()))
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
