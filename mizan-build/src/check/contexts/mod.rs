//! The rules of contexts and of the functions that read with them.

mod live;
mod parameters;
mod sockets;
mod uncacheable;
mod unread;

pub(super) use live::check_live;
pub(super) use parameters::{check_parameters, check_same_types, list_names};
pub(super) use sockets::check_sockets;
pub(super) use uncacheable::check_uncacheable;
pub(super) use unread::check_unread;
