//! The read that `merge = Context` means: the one of the context that shows the function's answer.

use mizan_ir::{Diagnostic, Type};

use super::program::{Function, Program, Reference};
use crate::{
    scan::{Span, outline::Path},
    type_names::short,
};

/// Puts a read in the place of every context that a function merges with. The model names reads
/// alone.
pub(super) fn choose_slots(program: &mut Program<'_>) {
    let mut chosen = Vec::new();
    for (index, item) in program.functions.iter().enumerate() {
        let Some(function) = &item.content else { continue };
        for (position, (slot, path)) in
            function.merge.iter().zip(&function.outline.merge).enumerate()
        {
            if let Reference::Context(_) | Reference::Global = slot {
                chosen.push((index, position, choose_slot(program, function, *slot, path)));
            }
        }
    }
    for (index, position, choice) in chosen {
        let item = &mut program.functions[index];
        let slot = choice.unwrap_or_else(|diagnostic| {
            item.diagnostics.push(diagnostic);
            Reference::Unknown
        });
        if let Some(function) = &mut item.content {
            function.merge[position] = slot;
        }
    }
}

fn choose_slot(
    program: &Program<'_>,
    function: &Function<'_>,
    context: Reference,
    path: &Path,
) -> Result<Reference, Diagnostic<Span>> {
    let shown = list_shown(program, context);
    // The merge of a function without an answer is refused, whichever read it means.
    if let (Type::Unit, [(first, _), ..]) = (&function.result, shown.as_slice()) {
        return Ok(Reference::Function(*first));
    }
    let mut fitting = shown.clone();
    fitting.retain(|(_, read)| fits(&function.result, &read.result));
    match fitting.as_slice() {
        [(slot, _)] => Ok(Reference::Function(*slot)),
        _ if function.result == Type::Unknown => Ok(Reference::Unknown),
        [] => Err(refuse_misfit(program, function, context, &shown, path)),
        _ => Err(refuse_choice(program, function, context, &fitting, path)),
    }
}

/// Returns true if an answer is what a read shows, or an element of it.
fn fits(answer: &Type, shown: &Type) -> bool {
    match shown {
        Type::List(element) if **element == *answer => true,
        shown => shown == answer,
    }
}

/// The reads of a context that clients show, with their indices.
fn list_shown<'program, 'scan>(
    program: &'program Program<'scan>,
    context: Reference,
) -> Vec<(usize, &'program Function<'scan>)> {
    let mut shown = Vec::new();
    for (index, item) in program.functions.iter().enumerate() {
        if let Some(read) = &item.content
            && read.context == Some(context)
            && read.is_shown()
        {
            shown.push((index, read));
        }
    }
    shown
}

fn refuse_misfit(
    program: &Program<'_>,
    function: &Function<'_>,
    context: Reference,
    shown: &[(usize, &Function<'_>)],
    path: &Path,
) -> Diagnostic<Span> {
    let mut listed = Vec::new();
    for (_, read) in shown.iter().filter(|(_, read)| read.result != Type::Unknown) {
        listed.push(format!("`{}` shows `{}`", read.outline.wire_name, short(&read.result)));
    }
    let separator = if listed.is_empty() { "" } else { ": " };
    let name = name_context(program, context);
    let message = format!(
        "no read of `{name}` shows `{}`, which this function answers, or a list of it{separator}{}",
        short(&function.result),
        listed.join(", "),
    );
    let help = format!("answer what one of them shows, or write `affects = {name}`");
    Diagnostic::error(path.span, message).with_help(help)
}

fn refuse_choice(
    program: &Program<'_>,
    function: &Function<'_>,
    context: Reference,
    fitting: &[(usize, &Function<'_>)],
    path: &Path,
) -> Diagnostic<Span> {
    let mut names = Vec::new();
    for (_, read) in fitting {
        names.push(format!("`{}`", read.outline.wire_name));
    }
    let message = format!(
        "{} of `{}` show `{}`, so nobody can tell which of them is meant",
        names.join(" and "),
        name_context(program, context),
        short(&function.result),
    );
    let help = format!("name it: `merge = {}`", names[0].trim_matches('`'));
    Diagnostic::error(path.span, message).with_help(help)
}

fn name_context<'scan>(program: &Program<'scan>, context: Reference) -> &'scan str {
    match context {
        Reference::Context(index) => program.contexts[index].name,
        _ => "mizan::Global",
    }
}
