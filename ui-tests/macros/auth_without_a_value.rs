#[mizan::client(auth =)]
fn audit() {}

fn main() {}
