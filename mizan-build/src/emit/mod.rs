//! Emitters: an API in, files out, no IO. Adding a framework is adding one file here.

mod client;
mod code;
mod contract;
mod embedded;
mod expression;
mod failures;
mod map;
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
use contract::emit_contract;
pub(crate) use map::{emit_map, move_locations};
use model::Model;
pub(crate) use names::{camel, pascal};
pub(crate) use shapes::find_undecodable;
pub(crate) use text::Origins;
use text::Text;
pub(crate) use types::{Direction, substitute};
use types::{Tables, Types};

use crate::join::join;

/// A file of a generated client.
#[derive(Clone, Debug)]
pub(crate) struct File {
    /// Its path inside the client's directory, with `/` between its parts.
    pub(crate) path: String,
    /// Its whole text, without the mark that the writer puts on top.
    pub(crate) text: String,
    /// Where the names that it declares come from.
    pub(crate) origins: Origins,
}

impl File {
    pub(crate) fn new(path: &str, text: String) -> Self {
        Self { path: path.to_owned(), text, origins: Origins::default() }
    }

    /// Declarations alone, from which an editor follows names to their source by a map.
    fn declarations(path: &str, mut text: Text) -> Self {
        text.push(&format!("\n//# sourceMappingURL={path}.map\n"));
        let (text, origins) = text.into_parts();
        Self { path: path.to_owned(), text, origins }
    }
}

/// The client without a framework.
pub(crate) fn emit_typescript(api: &Api) -> Vec<File> {
    let api = api.reachable();
    let api = Model::new(&api);
    let mut files = emit_common(&api);
    files.push(File::new("index.ts", client::emit_index(&api, "")));
    files.extend(embedded::emit_kernel());
    files
}

/// The client with hooks for React.
pub(crate) fn emit_react(api: &Api) -> Vec<File> {
    let api = api.reachable();
    let api = Model::new(&api);
    let mut files = emit_common(&api);
    let hooks = react::find_hooks(&api);
    let exports = react::emit_react_exports(&api, &hooks);
    files.push(File::new("index.ts", client::emit_index(&api, &exports)));
    files.push(File::declarations("react.d.ts", react::emit_react_declarations(&api, &hooks)));
    files.push(File::new("react/index.tsx", react::emit_react(&api, &hooks)));
    files.extend(embedded::emit_kernel());
    files.extend(embedded::place_in(react::ADAPTER, "kernel/react"));
    files
}

fn emit_common(api: &Model<'_>) -> Vec<File> {
    let tables = Tables::new(api);
    let types = Types::new(api, &tables);
    let imported = types.imported("types.");
    let ((types, contract), client) = join(
        || (types::emit_types(types), emit_contract(api, imported)),
        || client::emit_client(api, imported),
    );
    vec![
        File::new(".gitignore", IGNORED.to_owned()),
        File::new("client.ts", client),
        File::declarations("contract.d.ts", contract),
        File::declarations("types.d.ts", types),
    ]
}

const IGNORED: &str =
    "# Maps name lines of Rust, which move with every edit: each build writes its own.
*.map
";
