//! Many pages after each other. It is a program of its own, because it looks at the memory of all.

#![cfg(target_os = "linux")]

use std::fs;
use std::time::Duration;

use serde_json::json;

/// The memory of this process, in bytes.
fn memory() -> u64 {
    let pages = fs::read_to_string("/proc/self/statm").expect("Linux");
    let resident = pages.split(' ').nth(1).expect("the second number");
    resident.parse::<u64>().expect("a number") * 4096
}

#[tokio::test]
async fn memory_after_ten_thousand_pages_is_as_after_a_hundred() {
    let directory = tempfile::tempdir().expect("a directory");
    let bundle = directory.path().join("server.mjs");
    let text = "export const pages = { Name: ({ name }) => `<p>${name}</p>` };";
    fs::write(&bundle, text).expect("a bundle");
    let builder = mizan::render::node(bundle).time_limit(Duration::from_secs(60));
    let renderer = builder.build().expect("a renderer");
    let name = "x".repeat(10_000);
    let render = async |times: usize| {
        for _ in 0..times {
            renderer.render("Name", &json!({ "name": name })).await.expect("a page");
        }
        memory()
    };
    let before = render(100).await;
    let after = render(10_000).await;
    let more = after.saturating_sub(before);
    assert!(more < 4 << 20, "{more} bytes more");
}
