//! The state: entries, the clock, the order of payloads, the index of entries, optimistic layers.

pub mod address;
pub(crate) mod core;
pub(crate) mod entry;
pub mod handle;
pub(crate) mod names;
pub(crate) mod optimism;
pub mod options;
pub(crate) mod order;
pub(crate) mod seen;
pub(crate) mod tasks;
pub(crate) mod writes;
