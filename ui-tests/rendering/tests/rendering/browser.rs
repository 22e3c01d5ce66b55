//! Pages in Chromium: read without scripts, and taken over under a Content-Security-Policy.

use std::path::Path;

use example_support::browser;

#[test]
fn a_page_is_read_without_scripts_and_taken_over_with_them() {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rendering/browser.mjs");
    let server = Path::new(env!("CARGO_BIN_EXE_rendering-corpus"));
    browser::run(&script, &[("SERVER", server)]).unwrap_or_else(|error| panic!("{error}"));
}
