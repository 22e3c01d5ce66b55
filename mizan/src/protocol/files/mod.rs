//! Calls with files: the checks of a file while it arrives, and the call once all have arrived.

mod call;
pub(crate) mod receiving;
