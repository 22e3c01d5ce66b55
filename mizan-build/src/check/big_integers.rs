//! Big integers that a client could not find in the JSON.

use mizan_ir::Type;

use crate::{
    assemble::assemble, emit::find_undecodable, finding::Finding, resolve::Program, scan::Source,
};

pub(super) fn check_big_integers(source: &Source, program: &mut Program<'_>) {
    let types = program.types.iter().filter_map(|item| item.content.as_ref());
    let mut mentioned = types.flat_map(|definition| definition.shape.types()).flatten();
    if !mentioned.any(mentions_big_integer) {
        return;
    }
    let Some(api) = assemble(source, program) else { return };
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

fn mentions_big_integer(ty: &Type) -> bool {
    matches!(ty, Type::BigInteger(_)) || ty.children().into_iter().any(mentions_big_integer)
}
