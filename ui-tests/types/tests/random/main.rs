//! Random types, held against what serde makes of random values of them.
//!
//! A program of random types is written, built and run. What its serde writes is assigned to the
//! type that the client receives; what it reads, to the type that the client sends; and what it
//! refuses, TypeScript has to refuse. The client decodes all that is written.
//!
//! The seed is the same in every run, so that nobody meets a mistake that is not their own. To look
//! for new ones: `MIZAN_SEED=5 MIZAN_TYPES=400 cargo test -p type-corpus --test random`.

mod enums;
mod fields;
mod generator;
mod made;
mod mentions;
mod names;
mod proof;
mod source;

#[path = "../support/compile.rs"]
mod compile;
#[path = "../support/node.rs"]
mod node;

#[path = "../support/package.rs"]
mod package;

use std::env;

#[test]
fn random_types_are_true() {
    let seed = number("MIZAN_SEED", 1);
    let count = number("MIZAN_TYPES", 150);
    println!("MIZAN_SEED={seed} MIZAN_TYPES={count}");
    let program = generator::generate(seed, count as usize);
    let built = source::build(&program);
    proof::check(&program, &built);
}

fn number(name: &str, usual: u64) -> u64 {
    let told = env::var(name).ok();
    told.map_or(usual, |told| told.parse().unwrap_or_else(|_| panic!("{name} is not a number")))
}
