//! The functions of a request run: one call, the members of a bundle, or a page.

pub(crate) mod admit;
mod begun;
pub(crate) mod bundle;
pub(crate) mod call;
pub(crate) mod call_body;
pub(crate) mod execute;
#[cfg(feature = "cache")]
mod keep;
mod member_run;
mod mutation;
pub(crate) mod once;
#[cfg(feature = "axum")]
pub(crate) mod page;
pub(crate) mod pages;
pub(crate) mod read;
mod refresh;
pub(crate) mod running_bundle;
pub(crate) mod stream;
