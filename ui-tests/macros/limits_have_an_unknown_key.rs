#[mizan::client(limits(size = "1MB", bodi = "1MB"))]
fn import(_text: String) {}

fn main() {}
