//! Writes the typed React client that the pages in `web` import.

fn main() {
    mizan_build::configure().require_auth().react("web/src/api").generate();
}
