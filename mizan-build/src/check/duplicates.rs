//! Names that two items bear, told at both.

use std::collections::BTreeMap;

use mizan_ir::Place;

use crate::{
    finding::Finding,
    resolve::{Context, Function, Item, TypeDefinition},
    scan::Source,
};

pub(super) fn check_functions(source: &Source, items: &mut [Item<'_, Function<'_>>]) {
    check(
        source,
        items,
        |function| &function.outline.wire_name,
        |name, other| {
            format!(
                "two functions are called `{name}` on the wire: the other is at {other}\n\
             rename one of them, or give it `name = \"…\"`"
            )
        },
    );
}

pub(super) fn check_contexts(source: &Source, items: &mut [Item<'_, Context<'_>>]) {
    check(
        source,
        items,
        |context| &context.outline.wire_name,
        |name, other| {
            format!(
                "two contexts are called `{name}` on the wire: the other is at {other}\n\
             rename one of them, or give it `#[mizan(name = \"…\")]`"
            )
        },
    );
    for item in items {
        if item.content.as_ref().is_some_and(|context| context.outline.wire_name == "global") {
            let message = "`global` is the wire name of `mizan::Global`: rename this context, or use \
                           that one";
            item.findings.push(Finding::error(item.span, message));
        }
    }
}

pub(super) fn check_types(source: &Source, items: &mut [Item<'_, TypeDefinition<'_>>]) {
    check(
        source,
        items,
        |definition| &definition.path,
        |name, other| {
            format!(
                "two types have the path `{name}`: the other is at {other}, in another crate of the \
             package\nmove one of them, or rename it"
            )
        },
    );
}

/// Tells each of those that share a name where the next of them is.
fn check<T>(
    source: &Source,
    items: &mut [Item<'_, T>],
    name: impl Fn(&T) -> &str,
    tell: impl Fn(&str, &Place) -> String,
) {
    for (name, group) in group_by_name(items, name) {
        let places: Vec<Place> =
            group.iter().map(|index| place_of(source, &items[*index])).collect();
        for (nth, index) in group.iter().enumerate() {
            let other = &places[(nth + 1) % places.len()];
            let message = match *other == places[nth] {
                true => TWICE.to_owned(),
                false => tell(&name, other),
            };
            items[*index].findings.push(Finding::error(items[*index].span, message));
        }
    }
}

const TWICE: &str = "this file is compiled into two crates of the package, each with an item of \
                     its own\ndeclare its `mod` in the library alone, and `use` it from the binary";

fn group_by_name<T>(items: &[Item<'_, T>], name: impl Fn(&T) -> &str) -> Vec<(String, Vec<usize>)> {
    let mut groups: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (index, item) in items.iter().enumerate() {
        if let Some(content) = &item.content {
            groups.entry(name(content).to_owned()).or_default().push(index);
        }
    }
    groups.into_iter().filter(|(_, group)| group.len() > 1).collect()
}

fn place_of<T>(source: &Source, item: &Item<'_, T>) -> Place {
    item.span.place(&source.file_of(item.module).name)
}
