//! Ports in the places that the guide names, with the listings of the guide: a page, its worker and its frame in
//! Chromium, and Node.js with a child process.

use std::path::Path;

use example_support::{browser, web};

/// The directory of the client that the build script wrote.
const CLIENT: &str = concat!(env!("OUT_DIR"), "/api");

fn play(script: &str) {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    // Its esbuild bundles what the browser loads.
    let kernel = own.join("../../mizan-build/kernel");
    web::install(&kernel).unwrap_or_else(|error| panic!("{error}"));
    let guide = own.join("../../mizan/guide/ports.md");
    let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join(script);
    let variables = [
        ("MIZAN_SERVER", Path::new(env!("CARGO_BIN_EXE_ports-guide"))),
        ("MIZAN_CLIENT", Path::new(CLIENT)),
        ("MIZAN_KERNEL", &kernel),
        ("MIZAN_GUIDE", &guide),
        ("MIZAN_PLACE", &place),
    ];
    let script = own.join("tests/places").join(script);
    browser::run(&script, &variables).unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn a_page_its_worker_and_its_frame_call_over_ports() {
    play("browser.mjs");
}

#[test]
fn node_calls_a_child_process_over_its_pipes() {
    play("node.mjs");
}
