//! Names that differ on the wire and would be one name in the client.

use std::collections::BTreeMap;

use mizan_ir::Place;

use crate::{
    emit::{CLIENT, camel, pascal},
    finding::Finding,
    resolve::Program,
    scan::Source,
};

/// Which list of the program an item stands in, and its index there.
#[derive(Clone, Copy, PartialEq)]
enum Item {
    Context(usize),
    Function(usize),
}

/// Contexts and functions are methods of one client, and hooks beside each other.
pub(super) fn check_client_names(source: &Source, program: &mut Program<'_>) {
    for (name, group) in group_by_client_name(program) {
        if name == CLIENT {
            for (item, _) in &group {
                add(program, *item, refuse_client(*item));
            }
        } else if group.len() > 1 {
            for (nth, (item, wire_name)) in group.iter().enumerate() {
                let (other, other_name) = &group[(nth + 1) % group.len()];
                // Two of one kind and one wire name are told as such.
                if other_name != wire_name || is_context(*other) != is_context(*item) {
                    let place = place_of(source, program, *other);
                    add(program, *item, refuse_shared_name(&name, *item, *other, &place));
                }
            }
        }
    }
}

fn group_by_client_name(program: &Program<'_>) -> Vec<(String, Vec<(Item, String)>)> {
    let mut groups: BTreeMap<String, Vec<(Item, String)>> = BTreeMap::new();
    let mut note = |item, wire_name: &str| {
        groups.entry(camel(wire_name)).or_default().push((item, wire_name.to_owned()));
    };
    for (index, item) in program.contexts.iter().enumerate() {
        if let Some(context) = &item.content {
            note(Item::Context(index), &context.outline.wire_name);
        }
    }
    for (index, item) in program.functions.iter().enumerate() {
        if let Some(function) = &item.content {
            note(Item::Function(index), &function.outline.wire_name);
        }
    }
    groups.into_iter().collect()
}

fn is_context(item: Item) -> bool {
    matches!(item, Item::Context(_))
}

fn refuse_client(item: Item) -> String {
    format!(
        "`{CLIENT}` is the client itself, and `useMizan` its hook: {} cannot be called that
\
         {}",
        describe(item),
        way_out(item)
    )
}

fn refuse_shared_name(name: &str, item: Item, other: Item, place: &Place) -> String {
    format!(
        "in the client this {} and the {} at {place} would both be `{name}`, and both hooks \
         `use{}`\n{}",
        kind(item),
        kind(other),
        pascal(name),
        way_out(item)
    )
}

fn describe(item: Item) -> &'static str {
    match item {
        Item::Context(_) => "a context",
        Item::Function(_) => "a function",
    }
}

fn kind(item: Item) -> &'static str {
    match item {
        Item::Context(_) => "context",
        Item::Function(_) => "function",
    }
}

fn way_out(item: Item) -> &'static str {
    match item {
        Item::Context(_) => "rename it, or give it `#[mizan(name = \"…\")]`",
        Item::Function(_) => "rename it, or give it `name = \"…\"`",
    }
}

fn place_of(source: &Source, program: &Program<'_>, item: Item) -> Place {
    let (module, span) = match item {
        Item::Context(index) => (program.contexts[index].module, program.contexts[index].span),
        Item::Function(index) => (program.functions[index].module, program.functions[index].span),
    };
    span.place(&source.file_of(module).name)
}

fn add(program: &mut Program<'_>, item: Item, message: String) {
    match item {
        Item::Context(index) => {
            let item = &mut program.contexts[index];
            item.findings.push(Finding::error(item.span, message));
        }
        Item::Function(index) => {
            let item = &mut program.functions[index];
            item.findings.push(Finding::error(item.span, message));
        }
    }
}
