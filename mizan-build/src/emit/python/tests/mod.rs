//! Whole clients in Python of an API that is hard to write down.

use std::path::Path;

use expect_test::expect_file;
use mizan_ir::Api;

use super::{emit_python, names::RESERVED};
use crate::emit::typescript::odd_api;

/// The client of the odd API is in the tree for people to read; the tests of the folder `python`
/// hold it against the checkers and the formatter.
#[test]
fn the_sample_is_the_client_that_is_written() {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("python/sample/odd_api.py");
    expect_file![sample].assert_eq(&emit_python(&odd_api()));
}

#[test]
fn a_client_of_nothing_is_still_a_client() {
    let text = emit_python(&Api::default());
    assert!(text.contains("class Client(_SyncSender):"), "{text}");
    assert!(text.contains("class AsyncClient(_AsyncSender):"), "{text}");
}

#[test]
fn channels_are_left_out_and_the_file_says_so() {
    let text = emit_python(&odd_api());
    assert!(text.contains("Channels need a socket and are left out: chat, desk.\n"), "{text}");
    assert!(!text.contains("def say("), "{text}");
}

/// Then no type of an application takes the place of anything of the fixed part.
#[test]
fn every_name_of_the_fixed_part_is_reserved() {
    let text = include_str!("../../../../python/runtime.py");
    let (imports, rest) = text.split_once("import httpx\n").expect("httpx is imported last");
    let parts = |letter: char| !letter.is_alphanumeric() && letter != '_';
    let imported = imports.split_once("from collections").expect("imports").1.split(parts);
    let skipped = ["", "abc", "import", "from", "functools", "types", "typing", "urllib", "parse"];
    let imported = imported.filter(|name| !skipped.contains(name) && *name != "dataclasses");
    let defined = rest.lines().filter_map(|line| {
        let name =
            line.strip_prefix("class ").or_else(|| line.contains(": TypeAlias").then_some(line))?;
        name.split(parts).next().filter(|name| !name.starts_with('_'))
    });
    let names: Vec<&str> = imported.chain(defined).collect();
    assert!(names.len() > 20, "only {names:?}");
    for name in names {
        assert!(RESERVED.contains(&name), "`{name}` is not reserved");
    }
}
