#[mizan::client(auth = |me, request| me.id == 5, name = "audit_all")]
fn audit() {}

fn main() {}
