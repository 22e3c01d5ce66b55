//! Pages in Chromium: read without scripts, taken over under a Content-Security-Policy, and edited while they are shown.

use std::path::Path;

use example_support::browser;
use rendering_corpus::web;

use crate::support::prepared;

fn play(script: &str) {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rendering").join(script);
    let server = Path::new(env!("CARGO_BIN_EXE_rendering-corpus"));
    let variables = [("SERVER", server), ("WEB", &web())];
    browser::run(&script, &variables).unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn a_page_is_read_without_scripts_and_taken_over_with_them() {
    play("browser.mjs");
}

#[test]
fn the_browser_loads_scripts_while_a_page_is_rendered() {
    play("streamed.mjs");
}

#[test]
fn an_edit_is_shown_in_the_open_page() {
    prepared();
    play("edited.mjs");
}
