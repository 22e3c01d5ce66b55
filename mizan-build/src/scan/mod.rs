//! The scan: every source file of a package that the compiler will read, as outlines in a tree of
//! modules.

mod binary;
mod cfg;
mod manifest;
pub(crate) mod outline;
mod outline_cache;
mod positions;
mod read;
mod roots;
mod span;
mod strip;
mod tree;

pub(crate) use cfg::Cfg;
pub(crate) use manifest::find_script_name;
pub(crate) use span::Span;
pub(crate) use tree::{Extern, ModuleId, Scan, SourceFile};

use crate::package::Package;
pub(crate) use positions::map_positions;
pub(crate) use roots::Packages;

/// Reads all of a package's crates, and those that it depends on by path.
pub(crate) fn scan(package: &Package, packages: Packages) -> Scan {
    let mut scan = Scan::new(package);
    scan.load_packages(packages);
    scan
}
