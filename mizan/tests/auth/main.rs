//! Identities and access rules, over HTTP to a running server, over sockets and ports, and in its process.

mod application;
mod browser;
mod cross_site;
mod guarded_functions;
mod in_process;
mod line;
mod matrix;
mod over_socket;
mod sessions;
mod tokens;
