#[derive(mizan::Context)]
pub struct User {
    pub user_id: i64,
}

#[mizan::client(affects = User)]
pub fn rename(user_id: i64) {
    let _ = user_id;
}
