//! The warning about a live context that no client can read.

use mizan_ir::Context;

use crate::check::checker::{self, Checker};

pub(in crate::check) fn check_live(checker: &mut Checker<'_>) {
    for (name, Context { live, .. }) in &checker.api.contexts {
        let readers = checker.readers(name);
        let is_hidden = !readers.is_empty() && !readers.iter().any(|(_, it)| it.is_reachable());
        if *live && is_hidden {
            warn_of_context(checker, name);
        }
    }
}

fn warn_of_context(checker: &mut Checker<'_>, wire_name: &str) {
    let message = format!(
        "every read of the live context `{}` is private, so no client can show it, and nobody is told of \
         its changes",
        checker.context_name(wire_name)
    );
    let help = "leave `live` out, or leave `private` out of a read";
    checker.warn(checker::context(wire_name), message, help);
}
