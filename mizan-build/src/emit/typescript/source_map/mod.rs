//! Source maps: an editor follows the names of a client to the Rust by them.

mod emit;
mod moves;
mod numbers;
#[cfg(test)]
mod tests;

pub(crate) use emit::emit_source_map;
pub(crate) use moves::move_locations;
