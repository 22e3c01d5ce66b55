//! The path that leads to the crate `mizan` in a package that does not depend on it, because another
//! crate of the workspace exports it.

use super::tables::Tables;
use crate::scan::{
    Extern, ModuleId, Scan,
    outline::{GLOB, Kind},
};

/// A path such as `::facade::mizan`; `None` where the package depends on Mizan itself, or nothing
/// exports it.
pub(super) fn find_mizan<'scan>(scan: &'scan Scan, tables: &Tables<'scan>) -> Option<String> {
    let root = *scan.roots.first().filter(|_| !scan.names_mizan)?;
    scan.externs(root).iter().find_map(|(alias, target)| match target {
        Extern::Scanned(exporter) => find_export(scan, tables, alias, *exporter),
        Extern::Unknown(_) => None,
    })
}

/// The path of the first export in the modules of a crate.
fn find_export<'scan>(
    scan: &'scan Scan,
    tables: &Tables<'scan>,
    alias: &str,
    exporter: ModuleId,
) -> Option<String> {
    let inside = |id: &ModuleId| scan.module(*id).root == exporter;
    (0..scan.modules.len()).map(ModuleId).filter(inside).find_map(|id| {
        let module = scan.module(id);
        let name = module.declarations.iter().find_map(|declaration| match &declaration.kind {
            Kind::Use(path) if tables.is_whole_mizan(id, path) => Some(declaration.name.as_str()),
            _ => None,
        })?;
        let path = module.path.strip_prefix(&module.crate_name).unwrap_or_default();
        let name = if name == GLOB { String::new() } else { format!("::{name}") };
        Some(format!("::{alias}{path}{name}"))
    })
}
