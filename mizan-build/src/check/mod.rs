//! The checks of the whole program: what no single item shows.

mod client_names;
mod contexts;
mod duplicates;
mod merges;
mod parameters;

use crate::{resolve::Program, scan::Source};

/// Adds to each item what is wrong with it beside the others.
pub(crate) fn check(source: &Source, program: &mut Program<'_>) {
    duplicates::check_functions(source, &mut program.functions);
    duplicates::check_contexts(source, &mut program.contexts);
    duplicates::check_types(source, &mut program.types);
    client_names::check_client_names(source, program);
    parameters::check_parameters(source, program);
    merges::check_merges(program);
    contexts::check_contexts(program);
}
