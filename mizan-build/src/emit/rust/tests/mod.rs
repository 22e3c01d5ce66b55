//! Whole clients in Rust of an API that is hard to write down.

use std::path::Path;

use expect_test::expect_file;
use mizan_ir::Api;

use super::{
    client::{CALL_METHODS, METHODS},
    emit_rust,
    names::RESERVED,
};
use crate::emit::typescript::odd_api;

/// The client of the odd API is in the tree for people to read; another test compiles it.
#[test]
fn the_sample_is_the_client_that_is_written() {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("rust/sample/odd_api.rs");
    expect_file![sample].assert_eq(&emit_rust(&odd_api(), ".."));
}

#[test]
fn a_client_of_nothing_is_still_a_client() {
    let text = emit_rust(&Api::default(), "api");
    assert!(text.contains("impl Client {}"), "{text}");
    assert!(syn::parse_file(&text).is_ok(), "{text}");
}

#[test]
fn channels_have_rooms_and_functions_that_speak_in_them() {
    let text = emit_rust(&odd_api(), "api");
    assert!(
        text.contains("pub fn chat(&self, room_id: i64) -> client::Room<channels::Chat> {"),
        "{text}"
    );
    assert!(text.contains("pub fn say("), "{text}");
}

/// Then no type of an application takes the place of anything that the file brings in.
#[test]
fn every_name_that_is_brought_in_is_reserved() {
    let text = emit_rust(&Api::default(), "api");
    let file = syn::parse_file(&text).expect("Rust");
    let mut names = Vec::new();
    for item in file.items {
        if let syn::Item::Use(item) = item {
            names.extend(names_of(&item.tree));
        }
    }
    assert!(names.len() > 8, "only {names:?}");
    for name in names {
        assert!(RESERVED.contains(&name.as_str()), "`{name}` is not reserved");
    }
}

/// Then no function and no argument of an application is a second method of that name.
#[test]
fn every_method_of_the_fixed_part_is_reserved() {
    let files = super::emit_fixed_part(&Api::default());
    let text_of = |path: &str| {
        let file = files.iter().find(|file| file.path == path);
        &file.expect("a file of the fixed part").text
    };
    let of_client = methods(text_of("client/client.rs"), "Client");
    assert!(of_client.len() > 2, "only {of_client:?}");
    let mut of_calls = Vec::new();
    for (path, ty) in [
        ("call", "Call"),
        ("read", "Read"),
        ("read", "Instance"),
        ("room", "Room"),
        ("stream", "Call"),
        ("arguments", "Collect"),
    ] {
        of_calls.extend(methods(text_of(&format!("client/{path}.rs")), ty));
    }
    assert!(of_calls.len() > 8, "only {of_calls:?}");
    for (names, reserved) in [(of_client, &METHODS[..]), (of_calls, &CALL_METHODS)] {
        for name in names {
            assert!(reserved.contains(&name.as_str()), "`{name}` is not reserved");
        }
    }
}

/// The methods in the blocks `impl` of a type, or of a trait.
fn methods(text: &str, ty: &str) -> Vec<String> {
    let file = syn::parse_file(text).expect("Rust");
    let mut names = Vec::new();
    for item in file.items {
        if let syn::Item::Trait(item) = &item
            && item.ident == ty
        {
            names.extend(item.items.iter().filter_map(|item| match item {
                syn::TraitItem::Fn(function) => Some(function.sig.ident.to_string()),
                _ => None,
            }));
        }
        let syn::Item::Impl(item) = item else { continue };
        let syn::Type::Path(path) = &*item.self_ty else { continue };
        if path.path.segments.last().is_some_and(|segment| segment.ident == ty) {
            names.extend(item.items.into_iter().filter_map(|item| match item {
                syn::ImplItem::Fn(function) => Some(function.sig.ident.to_string()),
                _ => None,
            }));
        }
    }
    names
}

fn names_of(tree: &syn::UseTree) -> Vec<String> {
    match tree {
        syn::UseTree::Path(path) => names_of(&path.tree),
        syn::UseTree::Name(name) => vec![name.ident.to_string()],
        syn::UseTree::Group(group) => group.items.iter().flat_map(names_of).collect(),
        // A trait that is brought in for its methods alone.
        syn::UseTree::Rename(rename) if rename.rename == "_" => Vec::new(),
        _ => panic!("a form that is not looked into"),
    }
}
