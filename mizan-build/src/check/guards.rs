//! A word after `auth` that is not what it looks like: a misspelt one, or one that a function of
//! the program has for its name.

use mizan_ir::Auth;
use mizan_syntax::{Suggestion, nearest};

use crate::{finding::Finding, resolve::Function};

pub(super) fn check_guard(function: &Function<'_>) -> Vec<Finding> {
    let Some(guard) = &function.outline.guard else { return Vec::new() };
    let Some(word) = guard.single() else { return Vec::new() };
    let is_guard = matches!(function.outline.auth, Auth::Guard(_));
    match (is_guard, function.is_guard_declared) {
        (true, false) => {}
        (false, true) => return vec![Finding::warning(guard.span, warn(word))],
        _ => return Vec::new(),
    }
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

fn warn(word: &str) -> String {
    format!(
        "`{word}` is Mizan's own word here, and not the function `{word}`: it lets in whoever has \
         that mark\nif the function is the guard, write `auth = self::{word}`; if not, give it \
         another name"
    )
}
