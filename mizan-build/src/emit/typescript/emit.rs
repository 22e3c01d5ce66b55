//! The files of a client.

use mizan_ir::Api;

use super::{
    client::{emit_browser, emit_client},
    contract::emit_contract,
    embedded::{emit_kernel, emit_rendering, place_in},
    forms::{Forms, emit_forms},
    frameworks::{Framework, emit_declarations, emit_exports, emit_module, find_exports},
    hooks::find_hooks,
    index::emit_index,
    pages::{emit_pages, has_pages},
    printer::Text,
    specs::emit_specs,
    types::{Tables, Types, emit_types},
};
use crate::{
    emit::{file::File, model::Model},
    join::join,
};

/// The files of a client for a framework, or for none.
pub(crate) fn emit_typescript(api: &Api, framework: Option<&dyn Framework>) -> Vec<File> {
    let has_pages = has_pages(api);
    let api = api.reachable();
    let api = Model::new(&api);
    let server_client = framework.map_or("createMizan(…)", Framework::server_client);
    let forms = Forms::new(&api);
    let mut files = emit_common(&api, server_client, &forms);
    let mut exports = String::new();
    if let Some(framework) = framework {
        exports = add_framework(&mut files, framework, &api, &forms);
    }
    files.push(File::new("index.ts", emit_index(&api, &forms, &exports)));
    files.extend(emit_kernel());
    if has_pages {
        files.extend(emit_rendering());
        files.extend(emit_pages(framework));
        files.extend(framework.into_iter().flat_map(|framework| {
            place_in(framework.page_adapter(), &format!("kernel/{}", framework.name()))
        }));
    }
    files
}

/// The files that every client has.
fn emit_common(api: &Model<'_>, server_client: &str, forms: &Forms<'_>) -> Vec<File> {
    let tables = Tables::new(api);
    let types = Types::new(api, &tables);
    let imported = types.imported("types.");
    let ((types, contract), (client, specs)) = join(
        || (emit_types(types), emit_contract(api, imported)),
        || (emit_client(api), emit_specs(api, imported)),
    );
    let forms = emit_forms(api, imported, forms);
    let mut files = vec![
        File::new(".gitignore", IGNORED.to_owned()),
        File::new("browser.ts", emit_browser(server_client)),
        File::new("client.ts", client),
        declarations("contract.d.ts", contract),
        File::new("specs.ts", specs),
        declarations("types.d.ts", types),
    ];
    files.extend(forms.map(|forms| File::new("forms.ts", forms)));
    files
}

const IGNORED: &str =
    "# Source maps name lines of Rust, which every edit moves: each build writes its own.
*.map
";

/// Adds the files of a framework, and returns the statement of `index.ts` with its exports.
fn add_framework(
    files: &mut Vec<File>,
    framework: &dyn Framework,
    api: &Model<'_>,
    forms: &Forms<'_>,
) -> String {
    let name = framework.name();
    let hooks = find_hooks(api, forms);
    let exports = find_exports(framework, &hooks);
    let declared = emit_declarations(framework, api, &exports);
    files.push(declarations(&format!("{name}.d.ts"), declared));
    let module = emit_module(framework, api, forms, &exports);
    files.push(File::new(&format!("{name}/{}", framework.module()), module));
    files.extend(framework.files(&hooks));
    files.extend(place_in(framework.adapter(), &format!("kernel/{name}")));
    emit_exports(framework, api, &exports)
}

/// A file of declarations, from which an editor follows names to the Rust by a source map.
fn declarations(path: &str, mut text: Text) -> File {
    text.push(&format!("\n//# sourceMappingURL={path}.map\n"));
    text.into_file(path)
}
