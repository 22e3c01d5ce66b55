#[mizan::client(auth = has_role("admin"))]
fn audit() {}

fn main() {}
