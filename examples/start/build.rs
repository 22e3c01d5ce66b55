//! Writes the typed React client that the page in `web` imports.

fn main() {
    mizan_build::configure().require_auth().react("web/src/api").generate();
}
