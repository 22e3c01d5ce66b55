//! Emitters: an API in, files out, no IO. Adding a framework is adding one file here.

mod client;
mod code;
mod failures;
mod kernel;
mod model;
mod names;
mod objects;
mod react;
mod shapes;
mod text;
mod types;

#[cfg(test)]
mod tests;

use mizan_ir::Api;

pub(crate) use client::CLIENT;
use model::Model;
pub(crate) use names::{camel, pascal};
pub(crate) use shapes::find_undecodable;
use types::Types;

use crate::both::both;

/// A file of a generated client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct File {
    /// Its path inside the client's directory, with `/` between its parts.
    pub(crate) path: String,
    /// Its whole text, without the mark that the writer puts on top.
    pub(crate) text: String,
}

impl File {
    fn new(path: &str, text: String) -> Self {
        Self { path: path.to_owned(), text }
    }
}

/// The client without a framework.
pub(crate) fn emit_typescript(api: &Api) -> Vec<File> {
    let api = api.reachable();
    let api = Model::new(&api);
    let mut files = emit_common(&api);
    files.push(File::new("index.ts", client::emit_index(&api, "")));
    files.extend(kernel::emit_kernel());
    files
}

/// The client with hooks for React.
pub(crate) fn emit_react(api: &Api) -> Vec<File> {
    let api = api.reachable();
    let api = Model::new(&api);
    let mut files = emit_common(&api);
    files.push(File::new("index.ts", client::emit_index(&api, "export * from \"./react\";\n")));
    files.push(File::new("react.tsx", react::emit_react(&api)));
    files.extend(kernel::emit_react_kernel());
    files
}

fn emit_common(api: &Model<'_>) -> Vec<File> {
    let types = Types::new(api);
    let imported = types.imported("types.");
    let (definitions, client) =
        both(|| types::emit_types(&types), || client::emit_client(api, &imported));
    vec![File::new("client.ts", client), File::new("types.ts", definitions)]
}
