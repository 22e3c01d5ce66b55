//! Prints what serde makes of random types.

mod lines;
mod sample;
mod types;

fn main() {
    // What the build read in the source is what the compiler made of it.
    mizan::assert_ir!();
    types::tell();
}

