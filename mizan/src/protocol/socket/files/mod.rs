//! Calls with files over a socket. The frame of the call says which files follow, and how large they are;
//! binary frames bring their bytes, and the server says how many it has taken.

mod pieces;
mod receive;
mod uploads;

pub(super) use receive::call_with_files;
pub(super) use uploads::{Given, Incoming, Uploads};
