//! Writes typed, live clients while `cargo build` runs.
//!
//! ```no_run
//! // in the `main` of build.rs:
//! mizan_build::configure().react("web/src/api").generate();
//! ```
//!
//! The build finds the functions in the package's own source, as the compiler does: it follows
//! `mod`, `cfg`, `use` and aliases. The compiler shows errors in them at their tokens.
//!
//! A client in TypeScript is a directory that people and editors read:
//!
//! | file | content |
//! |---|---|
//! | `index.ts` | all that an application imports |
//! | `types.d.ts` | the types of the API |
//! | `contract.d.ts` | the parameters, data and arguments, and the client itself |
//! | `react.d.ts`, `solid.d.ts`, `svelte.d.ts`, `vue.d.ts` | the hooks, in a client for that framework |
//! | `client.ts` | the client with a method for each function |
//! | `react/index.tsx`, `solid/index.ts`, `svelte/index.ts`, `vue/index.ts` | the hooks, each of which needs its own spec only |
//! | `specs.ts`, `browser.ts`, `kernel/` | the code that both use |
//! | `*.map` | source maps, by which an editor goes from a declaration to the Rust |
//!
//! The declarations carry the documentation of the Rust items. Git ignores the source maps, because
//! each edit of the Rust changes them.
//!
//! A client in Python is one file: see [`Configuration::python`]. So is the manifest for a cache at the edge: see
//! [`Configuration::edge`]. A client in Rust is a file and a folder: see `Configuration::rust`, of the feature
//! `rust`.
//!
//! The build parses only files that changed, and does next to nothing where no declaration did. Cargo
//! compiles build scripts without optimisations. In a very large application, a line in the manifest
//! of the workspace halves the time of a first run, and compiling build scripts and macros takes
//! several times as long:
//!
//! ```toml
//! [profile.dev.build-override]
//! opt-level = 1
//! ```

mod assemble;
mod build;
mod check;
mod configuration;
mod diagnostics;
mod emit;
mod files;
mod incremental;
mod index;
mod join;
mod linked_crates;
mod origin;
mod output;
mod package;
mod report;
mod resolve;
mod scan;
mod script;
#[cfg(test)]
mod tests;
mod text_values;
mod type_names;
mod write;

use std::panic::Location;

pub use configuration::Configuration;
use origin::Origin;

/// Starts a configuration with the source of the package whose build script this is.
///
/// ```no_run
/// mizan_build::configure().typescript("web/src/api").generate();
/// ```
#[track_caller]
pub fn configure() -> Configuration {
    Configuration::new(Origin::Scan, Location::caller())
}

/// Starts a configuration with a model in a file of KDL, which a backend in another language wrote.
/// The path is relative to the package, and `mizan_ir::kdl` documents the grammar. Needs the
/// feature `kdl`.
///
/// ```no_run
/// mizan_build::from_kdl("../backend/api.kdl").react("web/src/api").generate();
/// ```
///
/// Cargo shows errors in the file at their lines.
#[cfg(feature = "kdl")]
#[track_caller]
pub fn from_kdl(path: impl Into<std::path::PathBuf>) -> Configuration {
    let call = Location::caller();
    Configuration::new(Origin::Kdl(path.into(), call), call)
}

/// Starts a configuration with the functions that are linked into the build script. Functions that
/// a macro generates or `include!` brings are found only so, because no source file contains them.
///
/// They need a crate of their own, with a function that returns `mizan::api()`. The application
/// lists that crate among its `[build-dependencies]` too, and calls the function here:
///
/// ```no_run
/// # mod my_api { pub fn mizan() -> mizan_ir::Api { mizan_ir::Api::default() } }
/// mizan_build::from_registry(my_api::mizan()).react("web/src/api").generate();
/// ```
#[track_caller]
pub fn from_registry(api: mizan_ir::Api) -> Configuration {
    let call = Location::caller();
    Configuration::new(Origin::Registry(Box::new(api), call), call)
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
