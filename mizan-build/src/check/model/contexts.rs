//! What the reads of a context have to have in common, and that there are some.

use mizan_ir::Level;
use mizan_ir::{Api, Item, Subject};

use super::Fault;

pub(super) fn check_contexts(api: &Api) -> Vec<Fault> {
    let mut faults = Vec::new();
    for name in api.contexts.keys() {
        let is_read =
            api.functions.values().any(|function| function.context.as_ref() == Some(name));
        if !is_read {
            faults.push(Fault {
                level: Level::Warning,
                ..Fault::new(
                    Subject::new(Item::Context(name.clone())),
                    format!("no function reads the context `{name}`"),
                    format!(
                        "nothing is fetched with it, and nothing becomes stale: write `context \
                         \"{name}\"` in a function, or leave it out"
                    ),
                )
            });
        }
        faults.extend(check_sockets(api, name));
    }
    faults
}

/// The reads of a context travel one way, all over a socket or none. Whoever is in the minority is
/// odd.
fn check_sockets(api: &Api, context: &str) -> Vec<Fault> {
    let (mut sockets, mut plain) = (Vec::new(), Vec::new());
    for (name, function) in api.members(context) {
        if function.websocket { sockets.push(name) } else { plain.push(name) }
    }
    let (odd, usual, way) = match sockets.len() <= plain.len() {
        true => (sockets, plain, "over a socket"),
        false => (plain, sockets, "without a socket"),
    };
    let Some(usual) = usual.first() else { return Vec::new() };
    let tell = |name: &&str| {
        Fault::new(
            Subject::new(Item::Function((*name).to_owned())).part("websocket", 0),
            format!("`{name}` is read {way}, and `{usual}` of the context `{context}` is not"),
            "a context is read as one: write `websocket` in all of its reads, or in none",
        )
    };
    odd.iter().map(tell).collect()
}
