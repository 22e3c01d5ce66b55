//! The rules of edited rows: who takes changes takes those of the rows of a read.

use mizan_ir::{Function, Part, Type};

use super::checker::{Checker, function};

pub(super) fn check_edits(checker: &mut Checker<'_>) {
    for (name, mutation) in &checker.api.functions {
        let Some(read) = &mutation.edits else { continue };
        if let Some((message, help)) = find_mistake(checker, mutation, read) {
            checker.error(function(name).part(Part::Edits), message, help);
        }
    }
}

/// A mistake, and what to write.
fn find_mistake(
    checker: &Checker<'_>,
    mutation: &Function,
    read: &str,
) -> Option<(String, String)> {
    let has_unknown = mutation.arguments.iter().any(|argument| argument.ty == Type::Unknown);
    let Some(edited) = checker.api.functions.get(read) else {
        return Some((
            format!("`{read}` is no function, so there are no rows of it that could be edited"),
            "name the read whose rows come back".to_owned(),
        ));
    };
    if edited.context.is_none() {
        return Some((
            format!("`{read}` belongs to no context, so no client shows its rows and edits them"),
            "name a read".to_owned(),
        ));
    }
    (checker.api.editing(mutation).is_none() && !has_unknown).then(|| {
        (
            format!("no argument takes the changes of the rows of `{read}`"),
            "let one be a list of an enum with the variants `insert`, `update` and `delete`"
                .to_owned(),
        )
    })
}
