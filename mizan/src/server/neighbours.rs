//! What the build read in other crates, held against what is linked.

use std::collections::BTreeMap;

use mizan_ir::neighbours::{Neighbour, parse_neighbours, signature};

use super::WiringError;
use crate::function::{FUNCTIONS, Function, NEIGHBOURS};
use crate::registry::{Types, describe_function};

/// Whatever the client and the program do not agree about. The macros have looked at the crate that
/// the client is made by; what they cannot see is here.
pub(super) fn find_differences() -> Vec<WiringError> {
    let read = NEIGHBOURS.iter().flat_map(|text| parse_neighbours(text));
    // A library and a binary may have a neighbour in common.
    let neighbours: BTreeMap<String, Neighbour> =
        read.map(|neighbour| (neighbour.crate_name.clone(), neighbour)).collect();
    neighbours.values().flat_map(differences).collect()
}

fn differences(neighbour: &Neighbour) -> Vec<WiringError> {
    let linked: BTreeMap<&str, &Function> = FUNCTIONS
        .iter()
        .filter(|function| is_of(function, neighbour))
        .map(|function| (function.name, function))
        .collect();
    if linked.is_empty() && !neighbour.functions.is_empty() {
        return vec![WiringError::not_linked(neighbour)];
    }
    let mut errors = Vec::new();
    for offer in &neighbour.functions {
        match linked.get(&*offer.name) {
            None => errors.push(WiringError::left_out(neighbour, offer)),
            Some(function) if sign(function) != offer.signature => {
                errors.push(WiringError::misread(function));
            }
            Some(_) => {}
        }
    }
    let is_read = |name: &str| neighbour.functions.iter().any(|offer| offer.name == name);
    let unread = linked.values().filter(|function| !function.private && !is_read(function.name));
    errors.extend(unread.map(|function| WiringError::unread(function)));
    errors
}

/// No binary is anybody's neighbour, though it may bear the name of one.
fn is_of(function: &Function, neighbour: &Neighbour) -> bool {
    let crate_name = function.module.split("::").next().unwrap_or_default();
    crate_name == neighbour.crate_name && !function.binary
}

fn sign(function: &Function) -> u64 {
    signature(function.name, &describe_function(function, &mut Types::default()))
}
