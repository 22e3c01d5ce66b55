#[mizan::client(auth = staff || superuser)]
fn audit() {}

fn main() {}
