fn may_audit() -> bool {
    true
}

#[mizan::client(auth = may_audit)]
fn audit() {}

fn main() {}
