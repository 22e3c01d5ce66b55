#[mizan::client(auth = true)]
fn audit() {}

fn main() {}
