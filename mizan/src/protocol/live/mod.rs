//! Live contexts: subscribing an instance, and pushing its truth whenever it changes.

pub(crate) mod announce;
mod frames;
pub(crate) mod judge;
mod push;
pub(crate) mod read;
mod recheck;
mod retry;
pub(crate) mod subscribe;
mod subscribe_later;
