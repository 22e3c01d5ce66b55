//! Contexts that nothing is read with.

use std::collections::BTreeSet;

use crate::{
    finding::Finding,
    resolve::{Program, Reference},
};

pub(super) fn check_contexts(program: &mut Program<'_>) {
    let functions = program.functions.iter().filter_map(|function| function.content.as_ref());
    let read: BTreeSet<usize> = functions
        .filter_map(|function| match function.context? {
            Reference::Context(index) => Some(index),
            Reference::Global | Reference::Function(_) | Reference::Unknown => None,
        })
        .collect();
    for (index, context) in program.contexts.iter_mut().enumerate() {
        if !read.contains(&index) {
            let message = format!(
                "no function reads the context `{name}`, so nothing is fetched with it and nothing \
                 becomes stale\nwrite `#[mizan::client(context = {name})]` above a function",
                name = context.name
            );
            context.findings.push(Finding::warning(context.span, message));
        }
    }
}
