//! The rules of what a function changes: its targets, their scopes, and its merges.

mod merges;
mod redundant;
mod scopes;
mod targets;
mod unscoped;

pub(super) use merges::check_merges;
pub(super) use redundant::check_redundant;
pub(super) use scopes::check_scopes;
pub(super) use targets::check_targets;
pub(super) use unscoped::check_unscoped;
