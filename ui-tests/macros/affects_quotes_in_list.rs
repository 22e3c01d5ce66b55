#[derive(mizan::Context)]
struct User {
    user_id: i64,
}

#[mizan::client(affects = [User, "feed"])]
fn set() {}

fn main() {}
