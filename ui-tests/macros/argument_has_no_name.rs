#[mizan::client]
fn get(_: i64) {}

fn main() {}
