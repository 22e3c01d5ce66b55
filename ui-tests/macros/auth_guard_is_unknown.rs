#[mizan::client(auth = may_audit)]
fn audit() {}

fn main() {}
