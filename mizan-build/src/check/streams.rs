//! The rules of streams: they belong to no context and change nothing when they end.

use mizan_ir::{Function, Part};

use super::checker::{Checker, function};

pub(super) fn check_streams(checker: &mut Checker<'_>) {
    for (name, stream) in &checker.api.functions {
        if stream.stream {
            for (reason, help) in contradictions(stream) {
                let message = format!("`{}` streams: {reason}", checker.function_name(name));
                checker.error(function(name).part(Part::Stream), message, help);
            }
        }
    }
}

/// The reasons for which a function cannot stream, each with what to write.
fn contradictions(stream: &Function) -> Vec<(&'static str, &'static str)> {
    let rules = [
        (
            stream.context.is_some(),
            "it belongs to no context, whose reads answer at once and together",
            "leave `context` out, or answer a list",
        ),
        (
            !stream.affects.is_empty() || !stream.merge.is_empty(),
            "it ends where its caller leaves, so there is no success that changes something",
            "leave `affects` and `merge` out: the backend says during the stream what has changed",
        ),
        (
            stream.private,
            "it goes to the client that called for it, and no client reaches a private function",
            "leave `private` out",
        ),
        (
            stream.route.is_some(),
            "a page answers a response, not a stream of items",
            "leave `route` out",
        ),
    ];
    rules.into_iter().filter(|(holds, ..)| *holds).map(|(_, reason, help)| (reason, help)).collect()
}
