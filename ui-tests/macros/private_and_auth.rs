#[mizan::client(private, auth = staff)]
fn audit() {}

fn main() {}
