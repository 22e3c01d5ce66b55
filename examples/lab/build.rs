//! Writes the typed React client that the page in `web` imports.

fn main() {
    mizan_build::configure().react("web/src/api").generate();
}
