//! The linked crates as the build read them, compared with the functions that are registered.

use std::collections::BTreeMap;

use mizan_ir::Api;
use mizan_ir::linked_crates::{LinkedCrate, parse_linked_crates, signature};

use super::errors::WiringError;
use crate::declared::function::{FUNCTIONS, Function, LINKED_CRATES};
use crate::declared::model::api::describe_function;
use crate::declared::model::definitions::Types;

/// The differences between the client and the program. The macros compare the crate that makes the
/// client; its linked crates can only be compared here, when the program runs.
pub(super) fn find_differences() -> Vec<WiringError> {
    let read = LINKED_CRATES.iter().flat_map(|text| parse_linked_crates(text));
    // A library and a binary may link the same crate.
    let linked_crates: BTreeMap<String, LinkedCrate> =
        read.map(|linked_crate| (linked_crate.crate_name.clone(), linked_crate)).collect();
    linked_crates.values().flat_map(differences).collect()
}

fn differences(linked_crate: &LinkedCrate) -> Vec<WiringError> {
    let linked: BTreeMap<&str, &Function> = FUNCTIONS
        .iter()
        .filter(|function| belongs_to(function, linked_crate))
        .map(|function| (function.name, function))
        .collect();
    if linked.is_empty() && !linked_crate.functions.is_empty() {
        return vec![WiringError::not_linked(linked_crate)];
    }
    let mut errors = Vec::new();
    for read in &linked_crate.functions {
        match linked.get(&*read.name) {
            None => errors.push(WiringError::left_out(linked_crate, read)),
            Some(function) if sign(function) != read.signature => {
                errors.push(WiringError::misread(function));
            }
            Some(_) => {}
        }
    }
    let is_read = |name: &str| linked_crate.functions.iter().any(|read| read.name == name);
    let unread = linked.values().filter(|function| !function.private && !is_read(function.name));
    errors.extend(unread.map(|function| WiringError::unread(function)));
    errors
}

/// A binary is not a linked crate, though it may have the name of one.
fn belongs_to(function: &Function, linked_crate: &LinkedCrate) -> bool {
    let crate_name = function.module.split("::").next().unwrap_or_default();
    crate_name == linked_crate.crate_name && !function.binary
}

/// The signature of a function whose optional parameters are known: these depend on the definitions
/// of their types.
fn sign(function: &Function) -> u64 {
    let mut types = Types::default();
    let described = describe_function(function, &mut types);
    let functions = [(function.name.to_owned(), described)].into_iter().collect();
    let types = types.into_definitions().into_iter().collect();
    let mut api = Api { functions, types, ..Api::default() };
    api.complete();
    signature(function.name, &api.functions[function.name])
}
