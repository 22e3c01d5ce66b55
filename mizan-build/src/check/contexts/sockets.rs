//! The rule that the reads of a context travel one way: all over a socket, or none.

use mizan_ir::{Function, Part};

use crate::check::checker::{Checker, at, function};

pub(in crate::check) fn check_sockets(checker: &mut Checker<'_>) {
    if !checker.api.functions.values().any(|function| function.websocket) {
        return;
    }
    for context in checker.api.contexts.keys() {
        let readers = checker.readers(context).iter().copied();
        let (sockets, plain): (Vec<_>, Vec<_>) = readers
            .filter(|(_, function)| function.is_reachable())
            .partition(|(_, function)| function.websocket);
        // The minority is the odd one.
        let (odd, usual) = match sockets.len() <= plain.len() {
            true => (sockets, plain.first()),
            false => (plain, sockets.first()),
        };
        for read in odd {
            if let Some(usual) = usual {
                check_pair(checker, read, usual);
            }
        }
    }
}

fn check_pair(
    checker: &mut Checker<'_>,
    (name, read): &(String, Function),
    (usual_name, usual): &(String, Function),
) {
    let (way, advice) = match read.websocket {
        true => ("over a socket", "leave `websocket` out"),
        false => ("without a socket", "write `websocket` here too"),
    };
    let place = at(&usual.location);
    let message = format!(
        "`{}` is read {way}, and `{}` of the same context{place}{} is not: a context is read as \
         one",
        checker.function_name(name),
        checker.function_name(usual_name),
        if place.is_empty() { "" } else { "," },
    );
    let help = format!("{advice}, or give it a context of its own");
    checker.error(function(name).part(Part::Websocket), message, help);
}
