//! The functions of this crate are ordinary ones, so it is built as any application is.

fn main() {
    mizan_build::generate();
}
