//! The messages of `cargo check` to a user of Mizan, and the files that it writes.

mod behaviours;
mod editor;
mod package;
mod programs;
mod spans;
