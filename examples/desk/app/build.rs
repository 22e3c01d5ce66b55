//! Writes the typed client of the page, bundles the page, and compiles both into the application.

use std::path::Path;
use std::process::exit;

fn main() {
    mizan_build::configure().require_auth().react("../web/src/api").generate();
    let web = Path::new("../web");
    println!("cargo::rerun-if-changed=../web/index.html");
    println!("cargo::rerun-if-changed=../web/src");
    println!("cargo::rerun-if-changed=../web/package-lock.json");
    if let Err(error) = example_support::web::prepare(web) {
        println!("cargo::error={error}");
        exit(1);
    }
    tauri_build::build();
}
