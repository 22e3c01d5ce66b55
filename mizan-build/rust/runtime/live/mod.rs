//! What others change: one socket, and the instances that are kept true by it.

pub(crate) mod connection;
pub(crate) mod exchange;
pub(crate) mod greeting;
pub(crate) mod links;
pub(crate) mod requests;
pub mod socket;
pub mod status;
