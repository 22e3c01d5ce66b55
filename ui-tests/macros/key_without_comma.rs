#[derive(mizan::Context)]
struct User {
    user_id: i64,
}

#[mizan::client(affects = User name = "set")]
fn set() {}

fn main() {}
