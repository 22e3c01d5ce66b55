//! The warnings about a context that no function reads, and about a parameter that no read takes.

use mizan_ir::{Context, Part};

use crate::check::checker::{self, Checker};

pub(in crate::check) fn check_unread(checker: &mut Checker<'_>) {
    // A read with which something is wrong may be any context's, and take any parameter.
    if !checker.is_whole {
        return;
    }
    for (name, context) in &checker.api.contexts {
        if checker.readers(name).is_empty() {
            warn_of_context(checker, name);
        } else if !checker.has_errors() {
            check_parameters(checker, name, context);
        }
    }
}

fn warn_of_context(checker: &mut Checker<'_>, wire_name: &str) {
    let name = checker.context_name(wire_name);
    let message = format!(
        "no function reads the context `{name}`, so nothing is fetched with it and nothing becomes \
         stale"
    );
    let help = checker.advice(
        format!("write `#[mizan::client(context = {name})]` above a function"),
        format!("write `context \"{name}\"` in a function, or leave it out"),
    );
    checker.warn(checker::context(wire_name), message, help);
}

/// A parameter tells instances apart only if a read looks at it.
fn check_parameters(checker: &mut Checker<'_>, wire_name: &str, context: &Context) {
    for (index, parameter) in context.parameters.iter().enumerate() {
        let is_taken = checker
            .readers(wire_name)
            .iter()
            .any(|(_, read)| read.arguments.iter().any(|argument| argument.name == parameter.name));
        if !is_taken {
            let message = format!(
                "no read of `{}` takes `{}`, so whatever it is, the same is read",
                checker.context_name(wire_name),
                parameter.name,
            );
            let subject = checker::context(wire_name).part(Part::Parameter(index));
            checker.warn(subject, message, "give a read this parameter, or leave it out");
        }
    }
}
