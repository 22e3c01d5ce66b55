#[derive(mizan::Context)]
struct User {
    user_id: i64,
}

#[mizan::client(context = User, affects = User)]
fn get() {}

fn main() {}
