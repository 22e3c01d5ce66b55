#[mizan::client]
fn list(#[serde(default)] _page: u32) {}

fn main() {}
