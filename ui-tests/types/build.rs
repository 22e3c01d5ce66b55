//! Writes the client whose types the tests check.

fn main() {
    mizan_build::generate();
}
