//! Writes the client, and the listings of the guide's page about it, each as a module.

use std::{env, fs, path::PathBuf};

const PAGE: &str = "../../mizan/guide/rust.md";

fn main() {
    let place = PathBuf::from(env::var_os("OUT_DIR").expect("Cargo runs this"));
    let client = place.join("mizan/api.rs");
    mizan_build::configure().rust(&client).generate();
    // A module cannot be included from a path that only the environment knows.
    let module = format!(
        "/// The client.\n#[deny(missing_docs, clippy::all)]\n#[path = {client:?}]\npub mod api;\n"
    );
    fs::write(place.join("api.rs"), module).expect("OUT_DIR can be written to");
    println!("cargo::rerun-if-changed={PAGE}");
    let page = fs::read_to_string(PAGE).expect("the page is there");
    let listings = page.split("\n```rust,ignore\n").skip(1);
    let modules = listings.enumerate().map(|(number, listing)| {
        let text = listing.split("\n```").next().expect("the end of a listing");
        format!("mod listing{number} {{\nuse rust_guide::api;\n{text}\n}}\n")
    });
    let modules: Vec<String> = modules.collect();
    assert!(modules.len() > 4, "the page has lost its listings");
    fs::write(place.join("listings.rs"), modules.concat()).expect("OUT_DIR can be written to");
}
