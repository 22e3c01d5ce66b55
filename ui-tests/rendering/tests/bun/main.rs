//! The tests of the renderer that know no runtime, by Bun in the place of Node.js.

#![cfg(unix)]

#[path = "../../../../mizan/tests/render/faults.rs"]
mod faults;
#[path = "../../../../mizan/tests/render/load.rs"]
mod load;
#[path = "../../../../mizan/tests/render/replaced.rs"]
mod replaced;
#[path = "../../../../mizan/tests/render/support.rs"]
mod support;

use std::path::PathBuf;

use mizan::render::{Builder, bun};
use rendering_corpus::web;

fn runtime(bundle: PathBuf) -> Builder {
    example_support::web::install(&web()).unwrap_or_else(|error| panic!("{error}"));
    bun(bundle).executable(web().join("node_modules/.bin/bun"))
}
