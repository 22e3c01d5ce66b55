//! The client in Python: one file with the types, the errors, and two clients.

mod client;
mod docs;
mod emit;
mod expression;
mod failures;
mod fixed;
mod lists;
mod names;
mod rooms;
mod specs;
#[cfg(test)]
mod tests;
mod types;

pub(crate) use emit::emit_python;
