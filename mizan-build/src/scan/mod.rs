//! The scan: every source file of a package that the compiler will read, as outlines in a tree of
//! modules.

mod blank;
mod cfg;
mod kept;
mod manifest;
mod modules;
mod moves;
pub(crate) mod outline;
mod read;
mod roots;
mod span;
mod stored;
mod words;

pub(crate) use cfg::Cfg;
pub(crate) use manifest::find_script_name;
pub(crate) use modules::{Extern, ModuleId, Source, SourceFile};
pub(crate) use span::Span;

use crate::package::Package;
pub(crate) use moves::find_moves;
pub(crate) use roots::Packages;

/// Reads all of a package's crates, and those that it depends on by path.
pub(crate) fn scan(package: &Package, packages: Packages) -> Source {
    let mut source = Source::new(package);
    source.load_packages(packages);
    source
}
