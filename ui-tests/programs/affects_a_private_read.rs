#[derive(mizan::Context)]
pub struct User {
    pub user_id: i64,
}

#[mizan::client(context = User)]
pub fn user_name(user_id: i64) -> String {
    user_id.to_string()
}

#[mizan::client(context = User, private)]
pub fn user_notes(user_id: i64) -> String {
    user_id.to_string()
}

#[mizan::client(affects = user_notes)]
pub fn note(user_id: i64) {
    let _ = user_id;
}
