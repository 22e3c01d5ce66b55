#[mizan::client(route = "/count")]
fn count() -> i64 {
    5
}

fn main() {}
