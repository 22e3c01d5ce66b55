//! The names of the constants in `specs.ts`.

use crate::emit::model::{Model, Names};

/// The constant of a context's spec.
pub(super) fn context_constant(names: &Names<'_>) -> String {
    format!("{}Context", names.camel)
}

/// The constant of the pages of a read's list.
pub(super) fn pages_constant(names: &Names<'_>) -> String {
    format!("{}Pages", names.camel)
}

/// The constant by which the rows of a read are edited.
pub(super) fn edits_constant(names: &Names<'_>) -> String {
    format!("{}Edits", names.camel)
}

/// The constants of all specs, sorted.
pub(super) fn all_constants(api: &Model<'_>) -> Vec<String> {
    let mut constants = Vec::new();
    for bundle in &api.bundles {
        constants.push(context_constant(&bundle.names));
        let paged = bundle.reads.iter().filter(|read| read.paging.is_some());
        constants.extend(paged.map(|read| pages_constant(&read.names)));
        let edited = bundle.reads.iter().filter(|read| read.is_editable);
        constants.extend(edited.map(|read| edits_constant(&read.names)));
    }
    constants.extend(api.calls.iter().map(|call| function_constant(&call.names)));
    constants.extend(api.channels.iter().map(|rooms| channel_constant(&rooms.names)));
    constants.sort_unstable();
    constants
}

/// The constant of a function's spec.
pub(super) fn function_constant(names: &Names<'_>) -> String {
    format!("{}Function", names.camel)
}

/// The constant of a channel's spec.
pub(super) fn channel_constant(names: &Names<'_>) -> String {
    format!("{}Channel", names.camel)
}
