//! The rules of names: those that an item gets in the client, and those by which items refer to
//! each other.

mod client_names;
mod references;

pub(super) use client_names::check_client_names;
pub(super) use references::check_references;
