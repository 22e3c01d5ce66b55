#[mizan::client]
fn getUser() {}

fn main() {}
