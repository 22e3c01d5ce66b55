#[mizan::client(as = "String")]
fn ping() {}

fn main() {}
