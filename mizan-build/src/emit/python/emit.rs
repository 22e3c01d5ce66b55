//! The file of a client.

use mizan_ir::{Api, Direction};

use super::{
    client::{Names, Waiting, emit_client},
    docs::docstring,
    expression::Expression,
    failures::Failures,
    fixed::fixed_part,
    rooms::Room,
    specs::emit_specs,
    types::{Definition, Types},
};
use crate::emit::model::Model;

/// The text of a client.
pub(crate) fn emit_python(api: &Api) -> String {
    let api = api.reachable();
    let model = Model::new(&api);
    let types = Types::new(&api);
    let mut parts: Vec<String> = types.definitions().iter().map(Definition::to_text).collect();
    let mut bundles = Vec::new();
    for bundle in &model.bundles {
        let definition = define_bundle(&types, bundle);
        bundles.push(definition.name.clone());
        parts.push(definition.to_text());
    }
    let failures = Failures::new(&types);
    parts.extend(failures.texts().map(str::to_owned));
    parts.extend(emit_specs(&model, &types, &failures));
    let rooms: Vec<Room<'_>> =
        model.channels.iter().map(|rooms| Room::new(&types, rooms)).collect();
    parts.extend(rooms.iter().flat_map(|room| room.texts(&types, &failures)));
    let names = Names { bundles: &bundles, rooms: &rooms };
    for waiting in [Waiting::Sync, Waiting::Async] {
        parts.push(emit_client(waiting, &model, &types, &names));
    }
    let body = parts.join("\n\n");
    format!("{}{}\n\n{body}", head(&model), fixed_part(is_live(&model), &body))
}

/// The results of all functions of a context.
fn define_bundle(types: &Types<'_>, bundle: &crate::emit::model::Bundle<'_>) -> Definition {
    use super::types::Entry;

    let entries = bundle.reads.iter().map(|read| {
        let ty: Expression = types.mention(&read.function.result, Direction::Output);
        Entry::new(read.names.wire, ty)
    });
    let name = types.unused_name(&format!("{}Bundle", bundle.names.pascal));
    let docs = bundle.context.docs.clone();
    Definition { docs, ..Definition::object(name, entries.collect()) }
}

/// Returns true where a context is live, or a channel has rooms.
pub(super) fn is_live(model: &Model<'_>) -> bool {
    !model.channels.is_empty() || model.bundles.iter().any(|bundle| bundle.context.live)
}

/// The docstring of the file, which tells what it is for and what it needs.
fn head(model: &Model<'_>) -> String {
    let mut docs = "A client of the API: `Client` waits for answers, `AsyncClient` is awaited.\n\n\
                    Needs Python 3.11 or newer, and httpx."
        .to_owned();
    if is_live(model) {
        docs.push_str(
            "\n\nLive contexts and channels need the package `websockets`, 13 or newer, as well, and are \
             for\n`AsyncClient`.",
        );
    }
    docstring(&docs, None, 0)
}
