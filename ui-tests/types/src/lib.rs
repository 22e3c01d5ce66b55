//! Types of every kind that may travel. Each module has a table, whose fields are the types under
//! test, and functions that send and receive it.

#![allow(
    unused_braces,
    clippy::multiple_bound_locations,
    clippy::type_complexity,
    reason = "types are written here in every way that people write them"
)]
#![allow(missing_docs, reason = "the types speak for themselves")]

pub mod absent;
pub mod applications;
pub mod big;
pub mod chat;
pub mod conversions;
pub mod crates;
pub mod echo;
pub mod editor;
pub mod enums;
pub mod failures;
pub mod files;
pub mod flat;
pub mod generics;
pub mod other;
pub mod payments;
pub mod rewritten;
pub mod search;
pub mod standard;
pub mod structs;
pub mod vault;
