#[derive(mizan::Context)]
pub struct User {
    pub user_id: i64,
}

#[mizan::client(context = User)]
pub fn user_name(user_id: i64) -> String {
    user_id.to_string()
}

#[mizan::client(merge = user_name)]
pub fn set_name(name: String) -> String {
    name
}
