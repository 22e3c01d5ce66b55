//! What a user of Mizan is told by `cargo check`, and what it writes.

mod behaviours;
mod editor;
mod package;
mod programs;
mod spans;
