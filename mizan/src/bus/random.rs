//! Names that nobody else has.

use std::hash::{BuildHasher, RandomState};

/// A name that no other node, and no other run of one, has: what bears it is never taken for another's.
pub(crate) fn random_name() -> String {
    format!("{:012x}", RandomState::new().hash_one(std::process::id()) >> 16)
}
