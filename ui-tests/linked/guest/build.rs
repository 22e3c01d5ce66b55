//! Writes a client that nobody uses: what matters is the model beside it.

fn main() {
    mizan_build::generate();
}
