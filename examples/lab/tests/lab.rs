//! The lab, from the outside: its pages in a browser, its client in the tree.

use std::path::Path;

use example_support::{browser, web};

fn home() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn every_page_works_in_a_browser() {
    let server = Path::new(env!("CARGO_BIN_EXE_lab"));
    browser::run(&home().join("tests/browser.mjs"), &[("LAB", server)])
        .unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn the_pages_and_their_client_pass_the_strict_type_check() {
    web::run(&home().join("web"), "typecheck").unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn the_client_in_the_tree_is_the_one_that_the_build_writes() {
    web::check_client(&home().join("web/src/api")).unwrap_or_else(|error| panic!("{error}"));
}

/// The libraries are in a package of their own, `schemas`, as they come from npm.
#[test]
fn other_libraries_for_forms_take_the_rules_as_they_are() {
    web::run(&home().join("schemas"), "test").unwrap_or_else(|error| panic!("{error}"));
}
