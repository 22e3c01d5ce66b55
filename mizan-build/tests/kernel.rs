//! The client kernel's own tests, which are TypeScript: types, format, behaviour, sizes, browser.

use std::path::Path;

use example_support::web;

#[test]
fn the_kernel_passes_its_own_tests() {
    let kernel = Path::new(env!("CARGO_MANIFEST_DIR")).join("kernel");
    web::run(&kernel, "test").unwrap_or_else(|error| panic!("{error}"));
}
