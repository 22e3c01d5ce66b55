//! Every type of the corpus, held against what serde makes of it: what serde writes is assigned
//! to the type that the client receives, what serde reads to the type that it sends, and what
//! serde refuses has to be refused by TypeScript too, where the case says so.

mod case;
mod check;
#[path = "../support/compile.rs"]
mod compile;
mod decode;
#[path = "../support/node.rs"]
mod node;
mod python;
#[path = "../support/python.rs"]
mod python_programs;
mod python_refusals;
mod rust;
mod rust_calls;
mod rust_crowds;

mod absent;
mod applications;
mod big;
mod chat;
mod conversions;
mod crates;
mod editor;
mod enums;
mod failures;
mod flat;
mod generics;
mod other;
mod payments;
mod rewritten;
mod search;
mod standard;
mod structs;
mod vault;

use check::check;

/// The client in Rust that the build script wrote.
mod client {
    #![deny(missing_docs, clippy::all)]
    include!(concat!(env!("OUT_DIR"), "/mizan/rust.rs"));
}

#[test]
fn types_are_true() {
    check(&cases());
}

fn cases() -> Vec<case::Case> {
    let mut cases = Vec::new();
    absent::add(&mut cases);
    applications::add(&mut cases);
    structs::add(&mut cases);
    big::add(&mut cases);
    crates::add(&mut cases);
    enums::add(&mut cases);
    generics::add(&mut cases);
    conversions::add(&mut cases);
    flat::add(&mut cases);
    other::add(&mut cases);
    rewritten::add(&mut cases);
    standard::add(&mut cases);
    chat::add(&mut cases);
    editor::add(&mut cases);
    payments::add(&mut cases);
    search::add(&mut cases);
    vault::add(&mut cases);
    cases
}
