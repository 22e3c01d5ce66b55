#[derive(mizan::Context)]
struct User {
    user_id: i64,
}

#[mizan::client(affects = User, affects = User)]
fn set() {}

fn main() {}
