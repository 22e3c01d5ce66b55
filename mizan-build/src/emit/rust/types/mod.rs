//! The types of an API in Rust: each as the server has it, with the attributes of serde that make the
//! same JSON of it. Generic types stay generic.

mod aligned;
mod definition;
mod fields;
mod mentions;
mod ordered;
mod shapes;
mod table;
mod travel;

pub(super) use definition::{Variant, write_variants};
pub(super) use table::Types;
