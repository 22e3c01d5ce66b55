//! Names that the client could not have.

use mizan_ir::{Api, Item, Subject};

use super::Fault;
use crate::{
    emit::{CLIENT, camel},
    index::Index,
};

/// Every context and function has a name of its own in the client.
pub(super) fn check_names(api: &Api) -> Vec<Fault> {
    let mut items: Vec<Item> = api.contexts.keys().cloned().map(Item::Context).collect();
    items.extend(api.functions.keys().cloned().map(Item::Function));
    let names: Vec<String> = items.iter().map(|item| camel(name_of(item))).collect();
    let mut taken = Vec::new();
    for (number, item) in items.iter().enumerate() {
        if is_wire_name(name_of(item)) {
            taken.push((names[number].as_str(), number));
        }
    }
    let taken = Index::new(taken);
    let mut faults = Vec::new();
    for (number, item) in items.iter().enumerate() {
        let earlier = taken.find(&names[number]).iter().rev().find(|(_, other)| *other < number);
        let earlier = earlier.map(|(_, other)| &items[*other]);
        if let Some((message, help)) = find_fault(item, &names[number], earlier) {
            faults.push(Fault::new(Subject::new(item.clone()), message, help));
        }
    }
    faults
}

/// What is wrong with the name of an item in the client, which another one may have already.
fn find_fault(item: &Item, name: &str, other: Option<&Item>) -> Option<(String, &'static str)> {
    let wire_name = name_of(item);
    if !is_wire_name(wire_name) {
        return Some((
            format!("`{wire_name}` is no name on the wire"),
            "it is written in snake_case: a letter, then letters, digits and `_`",
        ));
    }
    if name == CLIENT {
        return Some((format!("the client itself is called `{name}`"), "give it another name"));
    }
    Some((
        format!("in the client this and {} would both be `{name}`", describe(other?)),
        "give one of them another name",
    ))
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
