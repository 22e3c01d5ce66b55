//! The resolution: the outlines of a package, with every name followed to what it names.

mod auth;
mod collect;
mod external;
mod identities;
mod mizan_path;
mod names;
mod owned_identities;
mod program;
mod references;
mod slots;
mod tables;
mod types;
mod uploads;

use crate::{join::join, scan::Scan};

use collect::Collector;
use identities::find_identities;
use mizan_path::find_mizan;
use names::Names;
use owned_identities::refuse_owned_identities;
pub(crate) use program::{Channel, Context, Function, Item, Program, Reference, TypeDefinition};
use references::References;
use tables::Tables;

/// Follows every name in what was read.
pub(crate) fn resolve(scan: &Scan) -> Program<'_> {
    let tables = Tables::new(scan);
    let identities = find_identities(scan, &Names::new(&tables));
    let collect = |modules| Collector::new(scan, &tables, &identities).collect(modules);
    let (all, half) = (scan.modules.len(), scan.modules.len() / 2);
    let (mut second, mut program) = join(|| collect(half..all), || collect(0..half));
    program.functions.append(&mut second.functions);
    program.contexts.append(&mut second.contexts);
    program.channels.append(&mut second.channels);
    program.types.append(&mut second.types);
    let mut program = References { scan, names: &Names::new(&tables), program }.resolve();
    refuse_owned_identities(scan, &identities, &mut program);
    program.mizan_path = find_mizan(scan, &tables);
    slots::choose_slots(&mut program);
    program
}
