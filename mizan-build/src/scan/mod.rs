//! The scan: every source file of a package that the compiler will read, as outlines in a tree of
//! modules.

mod blank;
mod cfg;
mod kept;
mod manifest;
mod modules;
pub(crate) mod outline;
mod read;
mod roots;
mod span;
mod stored;

pub(crate) use cfg::Cfg;
pub(crate) use modules::{Extern, ModuleId, Source, SourceFile};
pub(crate) use span::Span;

use crate::package::Package;
use roots::Packages;

/// Reads all of a package's crates, and those that it depends on by path.
pub(crate) fn scan(package: &Package) -> Source {
    let mut source = Source::new(package);
    source.load_packages(Packages::find(package));
    source
}
