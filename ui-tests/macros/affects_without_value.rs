#[mizan::client(affects)]
fn set() {}

fn main() {}
