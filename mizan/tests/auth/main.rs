//! Identities and access rules, over HTTP to a running server.

mod application;
mod browser;
mod cross_site;
mod guarded_functions;
mod line;
mod matrix;
mod over_socket;
mod sessions;
mod tokens;
