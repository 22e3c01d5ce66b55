//! The reads of a context travel one way, all over a socket or none.

use super::location_of;
use crate::{
    finding::Finding,
    resolve::{Function, Item, Program, Reference},
    scan::Scan,
};

pub(super) fn check_sockets(scan: &Scan, program: &mut Program<'_>) {
    let is_socket = |item: &Item<'_, Function<'_>>| {
        item.content.as_ref().is_some_and(|function| function.outline.is_websocket)
    };
    if !program.functions.iter().any(is_socket) {
        return;
    }
    for [plain, sockets] in group(program) {
        let (Some(one_plain), Some(one_socket)) = (plain.first(), sockets.first()) else {
            continue;
        };
        // Whoever is in the minority is odd.
        let (odd, usual) = match sockets.len() <= plain.len() {
            true => (&sockets, *one_plain),
            false => (&plain, *one_socket),
        };
        let location = location_of(scan, &program.functions[usual]);
        let usual = program.functions[usual].name;
        for index in odd {
            let item = &mut program.functions[*index];
            let (way, advice) = match is_socket(item) {
                true => ("over a socket", "leave `websocket` out"),
                false => ("without a socket", "write `websocket` here too"),
            };
            let message = format!(
                "`{}` is read {way}, and `{usual}` of the same context, at {location}, is not: a \
                 context is read as one\n{advice}, or give it a context of its own",
                item.name
            );
            item.findings.push(Finding::error(item.span, message));
        }
    }
}

/// The reads of each context, and last those of the global one: the plain ones, and those over a
/// socket.
fn group(program: &Program<'_>) -> Vec<[Vec<usize>; 2]> {
    let mut groups = vec![[Vec::new(), Vec::new()]; program.contexts.len() + 1];
    for (index, item) in program.functions.iter().enumerate() {
        let Some(function) = item.content.as_ref().filter(|function| function.is_shown()) else {
            continue;
        };
        let context = match function.context {
            Some(Reference::Context(context)) => context,
            Some(Reference::Global) => program.contexts.len(),
            _ => continue,
        };
        groups[context][usize::from(function.outline.is_websocket)].push(index);
    }
    groups
}
