//! The board, from the outside: its pages in a browser, on one node and on two, and their lines.

use std::path::Path;
use std::process::Command;

use example_support::{browser, services::redis::Redis, web};

fn home() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn a_change_in_one_frame_is_seen_in_four() {
    let server = Path::new(env!("CARGO_BIN_EXE_board"));
    let picture = Path::new(env!("CARGO_TARGET_TMPDIR")).join("board.png");
    let variables = [("BOARD", server), ("PICTURE", picture.as_path())];
    browser::run(&home().join("tests/frames.mjs"), &variables)
        .unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn a_change_on_one_node_is_seen_on_the_other() {
    let redis = Redis::start();
    let url = redis.url();
    let server = Path::new(env!("CARGO_BIN_EXE_board"));
    let variables = [("BOARD", server), ("REDIS_URL", Path::new(&url))];
    browser::run(&home().join("tests/nodes.mjs"), &variables)
        .unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn each_page_passes_the_strict_type_check_of_its_framework() {
    web::run(&home().join("web"), "typecheck").unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn the_table_of_lines_is_up_to_date() {
    let status = Command::new("node").args(["lines.mjs", "--check"]).current_dir(home()).status();
    assert!(status.expect("Node.js starts").success(), "run `node lines.mjs` in {:?}", home());
}
