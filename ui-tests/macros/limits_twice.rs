#[mizan::client(limits(time = "5s", time = "6s"))]
fn import(_text: String) {}

#[mizan::client(limits(time = "5s"), limits(rate = "1/s"))]
fn export() {}

fn main() {}
