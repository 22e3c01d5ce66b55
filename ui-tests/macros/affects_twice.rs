#[derive(mizan::Context)]
struct User {
    user_id: i64,
}

#[mizan::client(affects = [User, User])]
fn set() {}

fn main() {}
