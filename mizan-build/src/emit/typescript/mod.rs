//! The client in TypeScript, with the hooks of a framework or without.

mod client;
mod containers;
mod contract;
mod decoders;
mod edits;
mod embedded;
mod emit;
pub(crate) mod forms;
pub(crate) mod frameworks;
mod hooks;
mod index;
mod names;
mod pages;
mod printer;
mod source_map;
mod spec_names;
mod specs;
#[cfg(test)]
mod tests;
mod types;

pub(crate) use client::{CLIENT, THENABLE};
pub(crate) use decoders::{Undecodable, find_undecodable};
pub(crate) use emit::emit_typescript;
pub(crate) use source_map::{emit_source_map, move_locations};
#[cfg(test)]
pub(crate) use tests::odd_api;
