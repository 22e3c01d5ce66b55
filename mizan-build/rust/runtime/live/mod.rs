//! What others change: one socket, and the instances that are kept true by it.

pub(crate) mod connection;
pub(crate) mod exchange;
pub(crate) mod links;
pub mod socket;
pub mod status;
