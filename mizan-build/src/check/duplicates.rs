//! Names that two items bear, told at both.

use mizan_ir::SourceLocation;

use crate::{
    finding::Finding,
    index::Index,
    resolve::{Context, Function, Item, TypeDefinition},
    scan::{ModuleId, Scan, Span},
};

/// Something that has a name, by what a message needs of it.
#[derive(Clone, Copy)]
struct Named {
    module: ModuleId,
    span: Span,
}

/// What is wrong with which item, by its index.
type Found = Vec<(usize, Finding)>;

pub(super) fn check_functions(scan: &Scan, items: &mut [Item<'_, Function<'_>>]) {
    let tell = |name: &str, other: &SourceLocation| {
        format!(
            "two functions are called `{name}` on the wire: the other is at {other}\n\
             rename one of them, or give it `name = \"…\"`"
        )
    };
    check(scan, items, |function| &function.outline.wire_name, &tell);
}

pub(super) fn check_contexts(scan: &Scan, items: &mut [Item<'_, Context<'_>>]) {
    let tell = |name: &str, other: &SourceLocation| {
        format!(
            "two contexts are called `{name}` on the wire: the other is at {other}\n\
             rename one of them, or give it `#[mizan(name = \"…\")]`"
        )
    };
    check(scan, items, |context| &context.outline.wire_name, &tell);
    for item in items {
        if item.content.as_ref().is_some_and(|context| context.outline.wire_name == "global") {
            let message = "`global` is the wire name of `mizan::Global`: rename this context, or use \
                           that one";
            item.findings.push(Finding::error(item.span, message));
        }
    }
}

pub(super) fn check_types(scan: &Scan, items: &mut [Item<'_, TypeDefinition<'_>>]) {
    let tell = |name: &str, other: &SourceLocation| {
        format!(
            "two types have the path `{name}`: the other is at {other}, in another crate of the \
             package\nmove one of them, or rename it"
        )
    };
    check(scan, items, |definition| &definition.path, &tell);
}

fn check<T>(
    scan: &Scan,
    items: &mut [Item<'_, T>],
    name: impl Fn(&T) -> &str,
    tell: &dyn Fn(&str, &SourceLocation) -> String,
) {
    let mut names = Vec::with_capacity(items.len());
    for (number, item) in items.iter().enumerate() {
        if let Some(content) = &item.content {
            names.push((name(content), number));
        }
    }
    let named = |number: usize| Named { module: items[number].module, span: items[number].span };
    for (number, finding) in refuse_shared(scan, &Index::new(names), &named, tell) {
        items[number].findings.push(finding);
    }
}

/// Tells each of those that share a name where the next of them is.
fn refuse_shared(
    scan: &Scan,
    index: &Index<'_>,
    named: &dyn Fn(usize) -> Named,
    tell: &dyn Fn(&str, &SourceLocation) -> String,
) -> Found {
    let mut found = Vec::new();
    for group in index.shared() {
        for (nth, (name, number)) in group.iter().enumerate() {
            let (own, other) = (named(*number), named(group[(nth + 1) % group.len()].1));
            let (location, others) = (own.location(scan), other.location(scan));
            let message = match others == location {
                true => TWICE.to_owned(),
                false => tell(name, &others),
            };
            found.push((*number, Finding::error(own.span, message)));
        }
    }
    found
}

impl Named {
    fn location(self, scan: &Scan) -> SourceLocation {
        self.span.location(&scan.file_of(self.module).name)
    }
}

const TWICE: &str = "this file is compiled into two crates of the package, each with an item of \
                     its own\ndeclare its `mod` in the library alone, and `use` it from the binary";
