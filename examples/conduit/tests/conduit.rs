//! Conduit, from the outside: its pages in a browser, its client in the tree.

use std::{net::TcpListener, path::Path, process::Command};

use example_support::{browser, services::redis::Redis, web};

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
fn pages_are_rendered_and_read_without_scripts() {
    let server = Path::new(env!("CARGO_BIN_EXE_conduit"));
    browser::run(&home().join("tests/pages.mjs"), &[("CONDUIT", server)])
        .unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn a_page_that_was_away_comes_back_by_itself() {
    let server = Path::new(env!("CARGO_BIN_EXE_conduit"));
    browser::run(&home().join("tests/away.mjs"), &[("CONDUIT", server)])
        .unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn two_browsers_on_two_nodes_show_the_same() {
    let server = Path::new(env!("CARGO_BIN_EXE_conduit"));
    let picture = Path::new(env!("CARGO_TARGET_TMPDIR")).join("two-nodes.png");
    let redis = Redis::start();
    let url = redis.url();
    let variables = [
        ("CONDUIT", server),
        ("PICTURE", picture.as_path()),
        ("REDIS_URL", Path::new(&url)),
        ("CACHE_SECRET", Path::new("a secret for the nodes of this one test")),
    ];
    browser::run(&home().join("tests/nodes.mjs"), &variables)
        .unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn a_page_is_kept_for_each_reader_until_somebody_changes_it() {
    let server = Path::new(env!("CARGO_BIN_EXE_conduit"));
    browser::run(&home().join("tests/cache.mjs"), &[("CONDUIT", server)])
        .unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn a_page_is_kept_in_redis_as_in_memory() {
    let redis = Redis::start();
    let url = redis.url();
    let variables = [
        ("CONDUIT", Path::new(env!("CARGO_BIN_EXE_conduit"))),
        ("REDIS_URL", Path::new(&url)),
        ("CACHE_SECRET", Path::new("a secret for the nodes of this one test")),
    ];
    browser::run(&home().join("tests/cache.mjs"), &variables)
        .unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn a_port_that_is_taken_is_told_with_what_to_do() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = taken.local_addr().expect("an address").port().to_string();
    let directory = tempfile::tempdir().expect("a directory");
    let mut conduit = Command::new(env!("CARGO_BIN_EXE_conduit"));
    conduit.env("PORT", &port).env("CONDUIT_DATABASE", directory.path().join("conduit.sqlite"));
    let output = conduit.output().expect("Conduit");
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success());
    assert!(told.contains(&format!("Error: port {port} is not to be had: ")), "{told}");
    assert!(told.ends_with("\nChoose another one, such as PORT=3001.\n"), "{told}");
}

#[test]
fn the_pages_and_their_client_pass_the_strict_type_check() {
    web::run(&home().join("web"), "typecheck").unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn the_client_in_the_tree_is_the_one_that_the_build_writes() {
    web::check_client(&home().join("web/src/api")).unwrap_or_else(|error| panic!("{error}"));
}
