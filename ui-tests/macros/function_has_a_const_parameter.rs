#[mizan::client]
fn get<const N: usize>() {}

fn main() {}
