//! The functions of a request run: one call, the members of a bundle, or a page.

mod admit;
mod begun;
mod bundle;
pub(crate) mod call;
pub(crate) mod call_body;
pub(crate) mod execute;
mod member_run;
mod mutation;
pub(crate) mod once;
#[cfg(feature = "axum")]
pub(crate) mod page;
mod pages;
mod read;
mod refresh;
mod running_bundle;
pub(crate) mod stream;
