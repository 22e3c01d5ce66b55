//! The checks of the whole program: what no single item shows.

mod bare_values;
mod big_integers;
mod buffered_keys;
mod circles;
mod client_names;
mod contents;
mod contexts;
mod duplicates;
mod guards;
mod merges;
mod model;
mod parameters;
mod reached;
mod routes;
mod scopes;
mod sockets;
mod targets;
mod uploads;

use crate::{
    finding::Finding,
    resolve::{Function, Item, Program, Reference},
    scan::Scan,
};

use contents::Contents;
pub(crate) use merges::find_slot;
pub(crate) use model::{Fault, check_model};

/// Adds to each item what is wrong with it beside the others.
pub(crate) fn check(scan: &Scan, program: &mut Program<'_>) {
    duplicates::check_functions(scan, &mut program.functions);
    duplicates::check_contexts(scan, &mut program.contexts);
    duplicates::check_types(scan, &mut program.types);
    client_names::check_client_names(scan, program);
    each_function(program, |program, index, function| {
        let mut findings = guards::check_guard(function);
        findings.extend(parameters::check_parameters(scan, program, function));
        if !function.affects.is_empty() || !function.merge.is_empty() {
            findings.extend(targets::check_targets(program, index, function));
            findings.extend(scopes::check_scopes(scan, program, function));
            findings.extend(merges::check_merges(program, function));
        }
        findings
    });
    routes::check_routes(scan, program);
    sockets::check_sockets(scan, program);
    let (calls, types) = (Contents::of_calls(program), Contents::of_types(program));
    uploads::check_calls(program, &calls);
    if types.has_upload {
        uploads::check_types(program);
    }
    contexts::check_contexts(program);
    circles::check_circles(program);
    bare_values::check_bare_values(program);
    if types.has_keyed_map {
        buffered_keys::check_buffered_keys(program);
    }
    if types.has_big_integer {
        big_integers::check_big_integers(scan, program);
    }
}

fn each_function<'scan>(
    program: &mut Program<'scan>,
    check: impl Fn(&Program<'scan>, usize, &Function<'scan>) -> Vec<Finding>,
) {
    for index in 0..program.functions.len() {
        if let Some(function) = &program.functions[index].content {
            let mut findings = check(program, index, function);
            program.functions[index].findings.append(&mut findings);
        }
    }
}

/// The read that a reference leads to, if it leads to one of the reads that clients show.
fn shown_read<'program, 'scan>(
    program: &'program Program<'scan>,
    reference: Reference,
) -> Option<&'program Function<'scan>> {
    let Reference::Function(index) = reference else { return None };
    program.functions[index].content.as_ref().filter(|function| function.is_shown())
}

/// The context that a reference leads to: itself, or that of a read.
fn context_of(program: &Program<'_>, reference: Reference) -> Option<Reference> {
    match reference {
        Reference::Function(_) => shown_read(program, reference)?.context,
        Reference::Context(_) | Reference::Global => Some(reference),
        Reference::Unknown => None,
    }
}

/// The name of a context as its author wrote it.
fn context_name<'scan>(program: &Program<'scan>, reference: Reference) -> &'scan str {
    match reference {
        Reference::Context(index) => program.contexts[index].name,
        _ => "mizan::Global",
    }
}

/// The location of a function's name.
fn location_of(scan: &Scan, item: &Item<'_, Function<'_>>) -> mizan_ir::SourceLocation {
    item.span.location(&scan.file_of(item.module).name)
}
