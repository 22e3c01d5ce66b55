//! The client in Rust: a file with the types, the errors and the functions, beside the folder of what
//! is the same for every API.

mod arguments;
mod channels;
mod client;
mod contexts;
mod docs;
mod embedded;
mod emit;
mod failures;
mod names;
#[cfg(test)]
mod tests;
mod types;

pub(crate) use embedded::emit_fixed_part;
pub(crate) use emit::emit_rust;
