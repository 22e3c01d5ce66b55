#[mizan::client]
fn get(_request: mizan::Request) {}

fn main() {}
