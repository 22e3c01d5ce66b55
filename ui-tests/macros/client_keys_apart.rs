#[mizan::client]
#[mizan(auth, name = "audit")]
fn look() {}

fn main() {}
