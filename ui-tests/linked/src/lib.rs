//! Modules, configurations, imports, aliases and keys in every way that a scan has to follow.

#![allow(missing_docs, reason = "the items speak for themselves")]

#[path = "elsewhere/moved.rs"]
pub mod renamed;

#[cfg_attr(unix, path = "elsewhere/unix.rs")]
#[cfg_attr(not(unix), path = "elsewhere/other.rs")]
pub mod platform;

pub mod inner;
#[macro_use]
pub mod macros;

pub mod keys;
pub mod made;
pub mod ways;

#[cfg(feature = "extra")]
pub mod extra {
    #[mizan::client]
    pub fn only_with_the_feature() {}
}

#[cfg(feature = "absent")]
pub mod absent {
    #[mizan::client]
    pub fn never() {}
}

pub use inner::*;
