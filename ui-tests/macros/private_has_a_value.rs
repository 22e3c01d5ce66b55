#[mizan::client(private = true)]
fn audit() {}

fn main() {}
