#[derive(mizan::Context)]
struct User {
    user_id: i64,
}

#[mizan::client(contxt = User)]
fn get() {}

fn main() {}
