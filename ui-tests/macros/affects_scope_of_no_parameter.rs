#[derive(mizan::Context)]
pub struct User {
    pub user_id: i64,
}

#[mizan::client(affects = User { id: 5 })]
fn rename() {}

fn main() {}
