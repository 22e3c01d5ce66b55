//! Writes the typed client with its React hooks.

fn main() {
    mizan_build::configure().react("web/src/api").generate();
}
