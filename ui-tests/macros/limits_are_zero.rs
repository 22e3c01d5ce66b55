#[mizan::client(limits(body = "0MB", time = "0s", rate = "0/s"))]
fn import(_text: String) {}

fn main() {}
