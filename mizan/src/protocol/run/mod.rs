//! The functions that answer a request run: a call, a form with files, a bundle, a page.

mod bundle;
mod call;
mod execute;
#[cfg(feature = "uploads")]
mod form;
mod mutation;
mod refresh;
#[cfg(feature = "axum")]
mod view;

pub use call::Call;
#[cfg(feature = "axum")]
pub use view::View;

#[cfg(feature = "uploads")]
pub(super) use form::find_boundary;
