#[mizan::client(auth = 5)]
fn publish() {}

fn main() {}
