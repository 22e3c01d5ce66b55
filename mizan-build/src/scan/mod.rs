//! The scan: every source file of a package that the compiler reads, as outlines in trees of
//! modules.

mod binary;
mod cfg;
mod elsewhere;
mod expand;
mod load;
mod lookups;
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
pub(crate) use lookups::Lookups;
pub(crate) use manifest::find_script_name;
pub(crate) use packages::Packages;
pub(crate) use positions::map_positions;
pub(crate) use read::hides_function;
pub(crate) use source_files::SourceFile;
pub(crate) use span::Span;
pub(crate) use tree::{Extern, ModuleId, Scan};

use std::path::PathBuf;

use crate::package::Package;
use elsewhere::Elsewhere;
pub(crate) use elsewhere::find_named_crate;

/// Reads all of a package's crates, and those that it depends on by path. `written` are the files that the build
/// writes itself.
pub(crate) fn scan(package: &Package, packages: Packages, written: &[PathBuf]) -> Scan {
    let load = |elsewhere: &_| load::load_packages(package, &packages, elsewhere, written);
    let scan = load(&Elsewhere::default());
    let elsewhere = Elsewhere::find(&scan);
    // Few programs rename or define a macro for another file. Those that do are read again.
    let is_used = scan.files.iter().any(|file| !elsewhere.within(&file.text).is_empty());
    let scan = match is_used {
        true => load(&elsewhere),
        false => scan,
    };
    let Packages { looked_at, names_mizan, disk, .. } = packages;
    Scan { looked_at, names_mizan, lookups: disk.finish(), ..scan }
}
