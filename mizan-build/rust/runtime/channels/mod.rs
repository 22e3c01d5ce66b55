//! Rooms to speak in: who is there, and what is said.

pub(crate) mod membership;
pub mod room;
pub mod state;
