#[derive(mizan::Context)]
pub struct User {
    pub user_id: i64,
}

#[mizan::client(affects = User)]
fn rename(user_id: i64) {
    let _ = user_id;
}

#[mizan::client(affects = rename)]
fn reset() {}

fn main() {}
