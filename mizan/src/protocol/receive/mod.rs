//! The bytes of a request: its endpoint, its body, the envelope of a call.

mod body;
mod endpoint;
mod envelope;

pub(super) use body::read as read_body;
pub(super) use endpoint::{Endpoint, find_endpoint};
#[cfg(feature = "uploads")]
pub(super) use envelope::check_object;
pub(super) use envelope::{Mounted, read_envelope};
