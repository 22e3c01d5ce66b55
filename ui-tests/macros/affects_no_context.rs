struct Plain;

#[mizan::client(affects = Plain)]
fn set() {}

fn main() {}
