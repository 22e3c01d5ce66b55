#[mizan::client("user")]
fn get() {}

fn main() {}
