//! The types of the API in TypeScript: the forms that the server writes and reads.

mod absent_arguments;
mod definitions;
mod failures;
mod flattening;
mod mentions;
mod object;
mod object_keys;
mod table;
mod variants;

pub(super) use definitions::emit_types;
pub(super) use table::{Tables, Types};
