#[derive(mizan::Context)]
pub struct User {
    pub user_id: i64,
}

#[mizan::client(affects = User { user_id: result + by })]
fn shift(user_id: i64, by: i64) -> i64 {
    user_id + by
}

fn main() {}
