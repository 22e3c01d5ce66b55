#[derive(mizan::Context)]
pub struct User {
    pub user_id: i64,
}

#[mizan::client(context = User)]
pub fn user_name(user_id: i64) -> String {
    user_id.to_string()
}

#[mizan::client(context = User, websocket)]
pub fn user_presence(user_id: i64) -> bool {
    user_id > 0
}
