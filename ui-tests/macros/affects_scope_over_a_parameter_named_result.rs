#[derive(mizan::Context)]
pub struct User {
    pub user_id: i64,
}

#[mizan::client(affects = User { user_id: result })]
fn set(result: i64) -> i64 {
    result
}

fn main() {}
