#[mizan::client(affects = "user")]
fn set() {}

fn main() {}
