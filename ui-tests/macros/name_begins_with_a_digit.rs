#[mizan::client(name = "1st")]
fn first() {}

fn main() {}
