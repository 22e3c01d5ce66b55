#[mizan::client(affects = "Tasks")]
fn add() {}

fn main() {}
