//! The renderer, with real workers of Node.js.

#![cfg(unix)]

mod build_errors;
mod faults;
mod kept;
mod load;
mod pages;
mod replaced;
mod shared;
mod streamed;
mod support;

use std::path::PathBuf;

use mizan::render::{Builder, node};

/// What runs the bundles. Other tests run these files by another runtime.
fn runtime(bundle: PathBuf) -> Builder {
    node(bundle)
}
