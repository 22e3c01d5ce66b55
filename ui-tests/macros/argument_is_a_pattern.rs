#[mizan::client]
fn get((_a, _b): (i64, i64)) {}

fn main() {}
