//! What an application holds of an instance, to look at, watch or await.

pub(crate) mod settled;
pub mod source;
pub mod state;
pub mod watch;
