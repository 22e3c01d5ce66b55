#[mizan::client(limits(body = 1_000_000, time = 5, rate = 10))]
fn import(_text: String) {}

fn main() {}
