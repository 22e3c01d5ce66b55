#[derive(mizan::Context)]
pub struct User {
    pub user_id: i64,
}

#[mizan::client(context = User)]
pub fn user_name(user_id: i64) -> String {
    user_id.to_string()
}

#[mizan::client(context = Usr)]
pub fn user_age(user_id: i64) -> i64 {
    user_id
}
