//! The renderer, with real workers of Node.js.

#![cfg(unix)]

mod build_errors;
mod faults;
mod kept;
mod load;
mod pages;
mod replaced;
mod support;
