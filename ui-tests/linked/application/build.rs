//! Writes a client of functions that no scan could see.

fn main() {
    mizan_build::from_registry(linked_generated::mizan()).generate();
}
