//! Big integers that a client could not find in the JSON.

use crate::{
    assemble::assemble, emit::find_undecodable, finding::Finding, resolve::Program, scan::Scan,
};

pub(super) fn check_big_integers(scan: &Scan, program: &mut Program<'_>) {
    let Some(api) = assemble(scan, program) else { return };
    for (path, reason) in &find_undecodable(&api) {
        for item in &mut program.types {
            if item.content.as_ref().is_some_and(|definition| definition.path == *path) {
                let message = format!(
                    "the client cannot decode the big integers of `{}`: {reason}",
                    item.name
                );
                item.findings.push(Finding::error(item.span, message));
            }
        }
    }
}
