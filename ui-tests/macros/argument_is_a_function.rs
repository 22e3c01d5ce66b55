#[mizan::client]
fn get(_call: fn(i64)) {}

fn main() {}
