//! The scan: every source file of a package that the compiler reads, as outlines in trees of
//! modules.

mod binary;
mod cfg;
mod load;
mod manifest;
pub(crate) mod outline;
mod outline_cache;
mod packages;
mod positions;
mod read;
mod source_files;
mod span;
mod strip;
mod tree;

pub(crate) use cfg::Cfg;
pub(crate) use manifest::find_script_name;
pub(crate) use packages::Packages;
pub(crate) use positions::map_positions;
pub(crate) use read::hides_function;
pub(crate) use source_files::SourceFile;
pub(crate) use span::Span;
pub(crate) use tree::{Extern, ModuleId, Scan};

use crate::package::Package;

/// Reads all of a package's crates, and those that it depends on by path.
pub(crate) fn scan(package: &Package, packages: Packages) -> Scan {
    load::load_packages(package, packages)
}
