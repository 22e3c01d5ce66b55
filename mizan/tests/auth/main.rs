//! Who is asking, and whom that lets in, over HTTP to a running server.

mod application;
mod browser;
mod guarded_functions;
mod matrix;
mod sessions;
mod tokens;
