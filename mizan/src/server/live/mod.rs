//! Live contexts: who has subscribed which instances, what has changed lately, and what waits to be
//! sent.

pub(crate) mod announcements;
pub(crate) mod caller;
pub(crate) mod hub;
pub(crate) mod instance;
pub(crate) mod outbox;
pub(crate) mod reach;
pub(crate) mod socket;
pub(crate) mod sockets;
pub(crate) mod subscription;
