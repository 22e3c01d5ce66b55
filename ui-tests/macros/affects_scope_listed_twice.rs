#[derive(mizan::Context)]
pub struct User {
    pub user_id: i64,
}

#[mizan::client(affects = [User { user_id: id }, User { user_id: id }])]
fn set(id: i64) {
    let _ = id;
}

fn main() {}
