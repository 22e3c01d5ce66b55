#[derive(mizan::Context)]
pub struct User {
    pub user_id: i64,
    pub page: Option<i64>,
}

#[mizan::client(context = User)]
pub fn user_name(user_id: i64) -> String {
    user_id.to_string()
}

#[mizan::client(affects = [User, user_name])]
pub fn rename(user_id: i64) {
    let _ = user_id;
}

#[mizan::client(affects = User, merge = user_name)]
pub fn set_name(user_id: i64) -> String {
    user_id.to_string()
}
