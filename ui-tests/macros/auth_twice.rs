#[mizan::client(auth, auth = staff)]
fn audit() {}

fn main() {}
