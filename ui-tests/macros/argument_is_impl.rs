#[mizan::client]
fn get(_items: impl Iterator) {}

fn main() {}
