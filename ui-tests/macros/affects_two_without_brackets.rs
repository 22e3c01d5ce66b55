#[derive(mizan::Context)]
pub struct User {
    pub user_id: i64,
}

#[mizan::client(affects = User, user_name)]
fn set() {}

fn main() {}
