#[derive(mizan::Context)]
pub struct User {
    pub user_id: i64,
}

#[mizan::client(context = User { user_id: 5 })]
fn user_name(user_id: i64) -> i64 {
    user_id
}

fn main() {}
