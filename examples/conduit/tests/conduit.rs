//! Conduit, from the outside: its pages in a browser, its client in the tree.

use std::{path::Path, process::Command};

use example_support::{browser, web};

fn home() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn people_read_write_and_disagree_in_a_browser() {
    let server = Path::new(env!("CARGO_BIN_EXE_conduit"));
    browser::run(&home().join("tests/browser.mjs"), &[("CONDUIT", server)])
        .unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn the_pages_and_their_client_pass_the_strict_type_check() {
    web::run(&home().join("web"), "typecheck").unwrap_or_else(|error| panic!("{error}"));
}

/// A reviewer sees what a change of Mizan does to its users.
#[test]
fn the_client_in_the_tree_is_the_one_that_the_build_writes() {
    let output = Command::new("git")
        .args(["status", "--porcelain=v1", "--untracked-files=all", "--", "web/src/api"])
        .current_dir(home())
        .output()
        .expect("git runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let listing = String::from_utf8_lossy(&output.stdout);
    // The second column is what differs from the index, `??` what the index does not know.
    let unstaged: Vec<&str> = listing
        .lines()
        .filter(|line| line.starts_with("??") || !line[1..].starts_with(' '))
        .collect();
    assert!(
        unstaged.is_empty(),
        "the build writes a client that is not in the tree; read it, then `git add` it: {unstaged:#?}"
    );
}
