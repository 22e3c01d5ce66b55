//! Names that two items bear, so that a model could not have both. Each of the items is told of the
//! other.

use mizan_ir::{Diagnostic, SourceLocation};

use super::GLOBAL;
use crate::{
    index::Index,
    resolve::{Context, Item, Program},
    scan::{ModuleId, Scan, Span},
};

/// The position of an item's name.
#[derive(Clone, Copy)]
struct Position {
    module: ModuleId,
    span: Span,
}

/// A message and its help, from the shared name and the location of the other item.
type Describe<'describe> = &'describe dyn Fn(&str, &SourceLocation) -> (String, String);

pub(crate) fn check_duplicates(scan: &Scan, program: &mut Program<'_>) {
    check(scan, &mut program.functions, |function| &function.outline.wire_name, &|name, other| {
        (
            format!("two functions are called `{name}` on the wire: the other is at {other}"),
            "rename one of them, or give it `name = \"…\"`".to_owned(),
        )
    });
    check(scan, &mut program.contexts, |context| &context.outline.wire_name, &|name, other| {
        (
            format!("two contexts are called `{name}` on the wire: the other is at {other}"),
            "rename one of them, or give it `#[mizan(name = \"…\")]`".to_owned(),
        )
    });
    check(scan, &mut program.channels, |channel| &channel.outline.wire_name, &|name, other| {
        (
            format!("two channels are called `{name}` on the wire: the other is at {other}"),
            "rename one of them, or give it `#[mizan(name = \"…\")]`".to_owned(),
        )
    });
    check(scan, &mut program.types, |definition| &definition.path, &|name, other| {
        (
            format!(
                "two types have the path `{name}`: the other is at {other}, in another crate of \
                 the package"
            ),
            "move one of them, or rename it".to_owned(),
        )
    });
    program.contexts.iter_mut().for_each(refuse_global);
}

fn refuse_global(item: &mut Item<'_, Context<'_>>) {
    if item.content.as_ref().is_some_and(|context| context.outline.wire_name == GLOBAL) {
        let message = "`global` is the wire name of `mizan::Global`";
        let help = "rename this context, or use that one";
        item.diagnostics.push(Diagnostic::error(item.span, message).with_help(help));
    }
}

fn check<T>(
    scan: &Scan,
    items: &mut [Item<'_, T>],
    name: impl Fn(&T) -> &str,
    describe: Describe<'_>,
) {
    let mut names = Vec::with_capacity(items.len());
    for (number, item) in items.iter().enumerate() {
        if let Some(content) = &item.content {
            names.push((name(content), number));
        }
    }
    let position =
        |number: usize| Position { module: items[number].module, span: items[number].span };
    for (number, diagnostic) in refuse_shared(scan, &Index::new(names), &position, describe) {
        items[number].diagnostics.push(diagnostic);
    }
}

/// The diagnostics of those that share a name, each with the location of the next of them. What
/// does not depend on the kind of item is compiled once.
fn refuse_shared(
    scan: &Scan,
    index: &Index<'_>,
    position: &dyn Fn(usize) -> Position,
    describe: Describe<'_>,
) -> Vec<(usize, Diagnostic<Span>)> {
    let mut found = Vec::new();
    for group in index.shared() {
        for (nth, (name, number)) in group.iter().enumerate() {
            let (own, other) = (position(*number), position(group[(nth + 1) % group.len()].1));
            let others = other.location(scan);
            let (message, help) = match others == own.location(scan) {
                true => (TWICE.to_owned(), TWICE_HELP.to_owned()),
                false => describe(name, &others),
            };
            found.push((*number, Diagnostic::error(own.span, message).with_help(help)));
        }
    }
    found
}

impl Position {
    fn location(self, scan: &Scan) -> SourceLocation {
        self.span.location(&scan.file_of(self.module).name)
    }
}

const TWICE: &str =
    "this file is compiled into two crates of the package, each with an item of its own";
const TWICE_HELP: &str = "declare its `mod` in the library alone, and `use` it from the binary";
