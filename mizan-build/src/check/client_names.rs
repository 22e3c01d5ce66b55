//! Names that differ on the wire and would be one name in the client.

use mizan_ir::SourceLocation;

use crate::{
    emit::{CLIENT, camel, pascal},
    finding::Finding,
    index::Index,
    resolve::Program,
    scan::Scan,
};

/// Which list of the program an item stands in, and its index there.
#[derive(Clone, Copy, PartialEq)]
enum Item {
    Context(usize),
    Function(usize),
}

/// Contexts and functions are methods of one client, and hooks beside each other.
pub(super) fn check_client_names(scan: &Scan, program: &mut Program<'_>) {
    let items = list_items(program);
    let names = items.iter().enumerate().map(|(number, (_, name))| (name.as_str(), number));
    let index = Index::new(names.collect());
    for (_, number) in index.find(CLIENT) {
        let (item, _) = items[*number];
        add(program, item, refuse_client(item));
    }
    for group in index.shared() {
        if group[0].0 != CLIENT {
            let same: Vec<Item> = group.iter().map(|(_, number)| items[*number].0).collect();
            check_group(scan, program, group[0].0, &same);
        }
    }
}

/// Everything that has a name in the client, with that name.
fn list_items(program: &Program<'_>) -> Vec<(Item, String)> {
    let mut items = Vec::new();
    for (index, item) in program.contexts.iter().enumerate() {
        if let Some(context) = &item.content {
            items.push((Item::Context(index), camel(&context.outline.wire_name)));
        }
    }
    for (index, item) in program.functions.iter().enumerate() {
        if let Some(function) = &item.content {
            items.push((Item::Function(index), camel(&function.outline.wire_name)));
        }
    }
    items
}

fn check_group(scan: &Scan, program: &mut Program<'_>, name: &str, group: &[Item]) {
    for (nth, item) in group.iter().enumerate() {
        let other = group[(nth + 1) % group.len()];
        // Two of one kind and one wire name are told as such.
        if wire_name(program, other) != wire_name(program, *item)
            || is_context(other) != is_context(*item)
        {
            let location = location_of(scan, program, other);
            add(program, *item, refuse_shared_name(name, *item, other, &location));
        }
    }
}

fn wire_name<'program>(program: &'program Program<'_>, item: Item) -> Option<&'program str> {
    match item {
        Item::Context(index) => {
            let context = program.contexts[index].content.as_ref();
            context.map(|context| context.outline.wire_name.as_str())
        }
        Item::Function(index) => {
            let function = program.functions[index].content.as_ref();
            function.map(|function| function.outline.wire_name.as_str())
        }
    }
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

fn refuse_shared_name(name: &str, item: Item, other: Item, location: &SourceLocation) -> String {
    format!(
        "in the client this {} and the {} at {location} would both be `{name}`, and both hooks \
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

fn location_of(scan: &Scan, program: &Program<'_>, item: Item) -> SourceLocation {
    let (module, span) = match item {
        Item::Context(index) => (program.contexts[index].module, program.contexts[index].span),
        Item::Function(index) => (program.functions[index].module, program.functions[index].span),
    };
    span.location(&scan.file_of(module).name)
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
