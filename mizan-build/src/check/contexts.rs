//! Contexts of which something is of no use.

use crate::{
    finding::Finding,
    resolve::{Context, Function, Item, Program, Reference},
};

pub(super) fn check_contexts(program: &mut Program<'_>) {
    let mut reads: Vec<Vec<&Function<'_>>> = vec![Vec::new(); program.contexts.len()];
    for function in program.functions.iter().filter_map(|function| function.content.as_ref()) {
        if let Some(Reference::Context(index)) = function.context {
            reads[index].push(function);
        }
    }
    // A read with which something is wrong may be any context's, and take any parameter.
    let is_whole = program.functions.iter().all(|function| function.sound().is_some());
    for (context, reads) in program.contexts.iter_mut().zip(reads) {
        if reads.is_empty() {
            context.findings.push(tell_unread(context));
        } else if is_whole {
            check_parameters(context, &reads);
        }
    }
}

fn tell_unread(context: &Item<'_, Context<'_>>) -> Finding {
    let message = format!(
        "no function reads the context `{name}`, so nothing is fetched with it and nothing \
         becomes stale\nwrite `#[mizan::client(context = {name})]` above a function",
        name = context.name
    );
    Finding::warning(context.span, message)
}

/// A parameter tells instances apart only if a read looks at it.
fn check_parameters(context: &mut Item<'_, Context<'_>>, reads: &[&Function<'_>]) {
    let Some(content) = &context.content else { return };
    for parameter in &content.outline.parameters {
        let takes = |read: &&Function<'_>| {
            read.outline.arguments.iter().any(|argument| argument.wire_name == parameter.wire_name)
        };
        if !reads.iter().any(takes) {
            let message = format!(
                "no read of `{}` takes `{name}`, so whatever it is, the same is read: give a read \
                 this parameter, or leave it out",
                context.name,
                name = parameter.wire_name,
            );
            context.findings.push(Finding::warning(parameter.span, message));
        }
    }
}
