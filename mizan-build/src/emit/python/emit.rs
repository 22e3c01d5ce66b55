//! The file of a client.

use mizan_ir::{Api, Direction};

use super::{
    client::{Waiting, emit_client},
    docs::docstring,
    expression::Expression,
    failures::Failures,
    specs::emit_specs,
    types::{Definition, Types},
};
use crate::emit::model::Model;

/// The part that is the same for every API, as a file that stands by itself.
const RUNTIME: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/python/runtime.py"));

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
    for waiting in [Waiting::Sync, Waiting::Async] {
        parts.push(emit_client(waiting, &model, &types, &bundles));
    }
    let body = parts.join("\n\n");
    format!("{}{}\n\n{body}", head(&model), fixed_part(&body))
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

/// The docstring of the file, which tells what it is for and what it leaves out.
fn head(model: &Model<'_>) -> String {
    let mut docs = "A client of the API over HTTP: `Client` waits for answers, `AsyncClient` is \
                    awaited.\n\nNeeds Python 3.11 or newer, and httpx."
        .to_owned();
    if !model.channels.is_empty() {
        let names: Vec<&str> = model.channels.iter().map(|rooms| rooms.names.wire).collect();
        docs.push_str(&format!(
            "\n\nChannels need a socket and are left out: {}.",
            names.join(", ")
        ));
    }
    docstring(&docs, None, 0)
}

/// The fixed part without its own docstring.
fn fixed_part(body: &str) -> String {
    let (_, text) = RUNTIME.split_once("\"\"\"\n").unwrap_or(("", RUNTIME));
    match body.contains("Never") {
        true => text.replacen("    NotRequired,\n", "    Never,\n    NotRequired,\n", 1),
        false => text.to_owned(),
    }
}
