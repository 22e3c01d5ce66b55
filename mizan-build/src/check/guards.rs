//! A word after `auth` that is a guard only because it is misspelt.

use mizan_syntax::{Suggestion, nearest};

use crate::{finding::Finding, resolve::Function};

pub(super) fn check_guard(function: &Function<'_>) -> Vec<Finding> {
    let Some(guard) = &function.outline.guard else { return Vec::new() };
    let word = match guard.single() {
        Some(word) if !function.is_guard_declared => word,
        _ => return Vec::new(),
    };
    match nearest(word, ["staff", "superuser"]) {
        None => Vec::new(),
        Some(meant) => vec![Finding::error(
            guard.span,
            format!(
                "there is no guard `{word}`{}\nanything else after `auth =` is the path of a \
                 function of yours that lets people in, or not",
                Suggestion(Some(meant))
            ),
        )],
    }
}
