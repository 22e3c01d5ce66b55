//! The plugin on Tauri's mock runtime: commands as a page sends them, and what its channels get.

mod application;
mod connections;
mod drops;
mod frames;
mod refusals;
