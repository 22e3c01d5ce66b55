//! Writes the typed React client that the pages in `web` import.

fn main() {
    mizan_build::configure().react("web/src/api").generate();
}
