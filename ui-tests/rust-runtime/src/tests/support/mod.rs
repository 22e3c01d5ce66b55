//! What the tests share.

pub(crate) mod by_hand;
pub(crate) mod by_socket;
pub(crate) mod executor;
pub(crate) mod types;
