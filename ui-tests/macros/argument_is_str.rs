#[mizan::client]
fn get(_name: &str) {}

fn main() {}
