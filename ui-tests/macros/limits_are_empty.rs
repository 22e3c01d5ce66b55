#[mizan::client(limits())]
fn import(_text: String) {}

fn main() {}
