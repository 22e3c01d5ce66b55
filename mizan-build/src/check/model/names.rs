//! Names that the client could not have.

use std::collections::BTreeMap;

use mizan_ir::{Api, Item, Subject};

use super::Fault;
use crate::emit::{CLIENT, camel};

/// Every context and function has a name of its own in the client.
pub(super) fn check_names(api: &Api) -> Vec<Fault> {
    let mut taken: BTreeMap<String, Item> = BTreeMap::new();
    let mut faults = Vec::new();
    let contexts = api.contexts.keys().cloned().map(Item::Context);
    for item in contexts.chain(api.functions.keys().cloned().map(Item::Function)) {
        let wire_name = name_of(&item);
        let name = camel(wire_name);
        let subject = Subject::new(item.clone());
        if !is_wire_name(wire_name) {
            faults.push(Fault::new(
                subject,
                format!("`{wire_name}` is no name on the wire"),
                "it is written in snake_case: a letter, then letters, digits and `_`",
            ));
        } else if name == CLIENT {
            faults.push(Fault::new(
                subject,
                format!("the client itself is called `{name}`"),
                "give it another name",
            ));
        } else if let Some(other) = taken.insert(name.clone(), item) {
            faults.push(Fault::new(
                subject,
                format!("in the client this and {} would both be `{name}`", describe(&other)),
                "give one of them another name",
            ));
        }
    }
    faults
}

fn name_of(item: &Item) -> &str {
    match item {
        Item::Context(name) | Item::Function(name) | Item::Type(name) => name,
    }
}

fn describe(item: &Item) -> String {
    match item {
        Item::Context(name) => format!("the context `{name}`"),
        Item::Function(name) => format!("the function `{name}`"),
        Item::Type(path) => format!("the type `{path}`"),
    }
}

fn is_wire_name(name: &str) -> bool {
    name.starts_with(|letter: char| letter.is_ascii_lowercase())
        && name.chars().all(|letter| matches!(letter, 'a'..='z' | '0'..='9' | '_'))
}
