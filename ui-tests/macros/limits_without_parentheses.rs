#[mizan::client(limits = "5s")]
fn import(_text: String) {}

#[mizan::client(limits)]
fn export() {}

fn main() {}
