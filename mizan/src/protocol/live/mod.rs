//! Live contexts: subscribing an instance, and pushing its truth whenever it changes.

pub(crate) mod announce;
mod frames;
mod judge;
mod push;
mod read;
mod recheck;
pub(crate) mod subscribe;
