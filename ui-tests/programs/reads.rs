#[derive(mizan::Context)]
pub struct User {
    pub user_id: i64,
}

#[mizan::client(context = User)]
pub fn posts(user_id: u64, page: u32) -> u64 {
    user_id + u64::from(page)
}

#[mizan::client(affects = User)]
pub fn rename(user_id: String) {
    drop(user_id);
}

#[mizan::client(context = User)]
pub fn comments(userid: i64) -> i64 {
    userid
}
