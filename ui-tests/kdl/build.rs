//! Writes the model of the guide's page about KDL, and the client of it.

use std::{env, fs, path::PathBuf};

const PAGE: &str = "../../mizan/guide/kdl.md";

fn main() {
    let place = PathBuf::from(env::var_os("OUT_DIR").expect("Cargo runs this"));
    println!("cargo::rerun-if-changed={PAGE}");
    let page = fs::read_to_string(PAGE).expect("the page is there");
    let (_, listing) = page.split_once("\n```kdl\n").expect("the page shows a model");
    let (model, _) = listing.split_once("\n```").expect("the end of the listing");
    fs::write(place.join("api.kdl"), format!("{model}\n")).expect("OUT_DIR can be written to");
    mizan_build::from_kdl(place.join("api.kdl")).python(place.join("python/api.py")).generate();
}
