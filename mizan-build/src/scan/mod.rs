//! The scan: every source file of a package that the compiler will read, as outlines in a tree of
//! modules.

mod blank;
mod cfg;
mod modules;
pub(crate) mod outline;
mod read;
mod roots;
mod span;

pub(crate) use cfg::Cfg;
pub(crate) use modules::{ModuleId, Source};
pub(crate) use span::Span;

use crate::package::Package;

/// Reads all of a package's crates.
pub(crate) fn scan(package: &Package) -> Source {
    let mut source = Source::new(&package.root);
    for root in roots::find_roots(package) {
        source.load_crate(&root, &package.cfg);
    }
    source
}
