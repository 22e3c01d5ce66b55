#[mizan::client(blocking = true)]
fn resize() {}

fn main() {}
