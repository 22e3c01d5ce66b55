//! Functions that depend on a feature, and one that a macro makes.

#![allow(missing_docs, reason = "the items speak for themselves")]

#[cfg(feature = "other")]
pub type Id = String;
#[cfg(not(feature = "other"))]
pub type Id = i64;

#[mizan::client]
pub fn alike() {}

#[mizan::client]
pub fn misread(id: Id) {
    let _ = id;
}

#[cfg(not(feature = "other"))]
#[mizan::client]
pub fn left_out() {}

#[cfg(feature = "other")]
#[mizan::client]
pub fn unread() {}

macro_rules! function {
    // A pattern, which the build does not follow.
    ($pattern:pat => $name:ident) => {};
    ($name:ident) => {
        #[mizan::client]
        pub fn $name() {}
    };
}

function!(made);

#[mizan::client(private)]
pub fn hidden() {}
