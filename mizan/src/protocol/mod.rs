//! The protocol: from the bytes of a request to the bytes of its answer, whatever carries them.

mod answer;
mod authorize;
mod http;
mod receive;
mod reply;
mod run;
mod timeout;

pub use run::Call;
#[cfg(feature = "axum")]
pub use run::View;

pub(crate) use reply::ExplicitInvalidation;
