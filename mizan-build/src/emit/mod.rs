//! Emitters turn an API into the text of files, without IO. Each language is a folder.

mod case;
mod edge;
mod file;
mod generics;
mod json;
mod line_breaks;
mod model;
mod python;
mod reach;
#[cfg(feature = "rust")]
mod rust;
mod typescript;
mod variants;

pub(crate) use case::{camel, pascal};
pub(crate) use edge::emit_edge;
pub(crate) use file::File;
pub(crate) use python::emit_python;
#[cfg(feature = "rust")]
pub(crate) use rust::{emit_fixed_part, emit_rust};
pub(crate) use typescript::{
    CLIENT, THENABLE, Undecodable, emit_source_map, emit_typescript, find_undecodable, frameworks,
    move_locations,
};
