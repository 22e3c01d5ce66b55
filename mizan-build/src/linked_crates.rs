//! The list of linked crates and their functions that the build leaves in `OUT_DIR` for the server.

use mizan_ir::{
    Api,
    linked_crates::{LinkedCrate, LinkedFunction, signature, write_linked_crates},
};

use crate::{
    resolve::Program,
    scan::{ModuleId, Scan},
};

/// The list for one crate of the package. It is empty where the crate links no other, or has no
/// function of its own whose macro could include the list.
pub(crate) fn describe_linked_crates(
    scan: &Scan,
    program: &Program<'_>,
    api: &Api,
    root: ModuleId,
) -> String {
    if !program.functions.iter().any(|item| scan.module(item.module).root == root) {
        return String::new();
    }
    let mut linked_crates = Vec::new();
    for linked_crate in scan.linked_crates(root) {
        linked_crates.push(LinkedCrate {
            crate_name: scan.module(linked_crate).crate_name.clone(),
            alias: scan.alias_of(linked_crate, root).to_owned(),
            functions: list_functions(scan, program, api, linked_crate),
        });
    }
    write_linked_crates(&linked_crates)
}

/// The functions of a crate that a client can call.
fn list_functions(
    scan: &Scan,
    program: &Program<'_>,
    api: &Api,
    root: ModuleId,
) -> Vec<LinkedFunction> {
    let mut functions = Vec::new();
    for item in program.functions.iter().filter(|item| scan.module(item.module).root == root) {
        if let Some(content) = &item.content
            && let name = &content.outline.wire_name
            && let Some(function) = api.functions.get(name).filter(|function| !function.private)
        {
            functions.push(LinkedFunction {
                name: name.clone(),
                signature: signature(name, function),
                // Without line and column, which every edit of the file moves.
                file: function.location.file.clone(),
            });
        }
    }
    functions
}
