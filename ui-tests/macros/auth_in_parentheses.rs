#[mizan::client(auth(staff))]
fn audit() {}

fn main() {}
