//! The sheet, from the outside: two people in two browsers.

use std::path::Path;

use example_support::{browser, web};

fn home() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn two_people_edit_one_sheet() {
    let server = Path::new(env!("CARGO_BIN_EXE_orders"));
    let picture = Path::new(env!("CARGO_TARGET_TMPDIR")).join("conflict.png");
    let variables = [("ORDERS", server), ("PICTURE", picture.as_path())];
    browser::run(&home().join("tests/people.mjs"), &variables)
        .unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn the_page_and_its_client_pass_the_strict_type_check() {
    web::run(&home().join("web"), "typecheck").unwrap_or_else(|error| panic!("{error}"));
}
