//! Prints what serde makes of random types.

mod lines;
mod sample;
mod types;

fn main() {
    // The model that the build read from the source is the one that is linked.
    mizan::assert_ir!();
    types::tell();
}

