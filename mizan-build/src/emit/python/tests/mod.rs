//! Whole clients in Python of an API that is hard to write down.

use std::path::Path;

use expect_test::expect_file;
use mizan_ir::Api;

use super::{emit_python, fixed::fixed_part, names::RESERVED};
use crate::emit::typescript::odd_api;

/// The client of the odd API is in the tree for people to read; the tests of the folder `python`
/// hold it against the checkers and the formatter.
#[test]
fn the_sample_is_the_client_that_is_written() {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("python/sample/odd_api.py");
    expect_file![sample].assert_eq(&emit_python(&odd_api()));
}

/// A model in KDL has all that the client says.
#[cfg(feature = "kdl")]
#[test]
fn the_model_in_kdl_makes_the_same_client() {
    let api = odd_api();
    let again = mizan_ir::from_kdl(&mizan_ir::to_kdl(&api)).expect("KDL that was just written");
    assert_eq!(emit_python(&again.api), emit_python(&api));
}

#[test]
fn a_client_of_nothing_is_still_a_client() {
    let text = emit_python(&Api::default());
    assert!(text.contains("class Client(_SyncSender):"), "{text}");
    assert!(text.contains("class AsyncClient(_AsyncSender):"), "{text}");
}

#[test]
fn what_needs_a_socket_is_there_only_where_something_does() {
    let text = emit_python(&odd_api());
    assert!(text.contains("class AsyncClient(_LiveSender):"), "{text}");
    assert!(text.contains("    async def say("), "{text}");
    let text = emit_python(&Api::default());
    assert!(!text.contains("websockets") && !text.contains("create_task"), "{text}");
}

/// Then no type of an application takes the place of anything of the fixed part.
#[test]
fn every_name_of_the_fixed_part_is_reserved() {
    let text = fixed_part(true, "");
    let (imports, rest) = text.split_once("import httpx\n").expect("httpx is imported last");
    let imports = format!("{imports}import httpx\n");
    let parts = |letter: char| !letter.is_alphanumeric() && letter != '_';
    let imported = imports.lines().flat_map(|line| match line.split_once(" import ") {
        Some((_, names)) => names.split(parts),
        None => line.trim_start_matches("import ").split(parts),
    });
    let imported = imported.filter(|name| !name.is_empty());
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
