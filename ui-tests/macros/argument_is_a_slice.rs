#[mizan::client]
fn get(_ids: &[i64]) {}

fn main() {}
