#[derive(mizan::Context)]
pub struct User {
    pub user_id: i64,
}

#[mizan::client(context = User)]
pub fn user_name(user: &User) -> String {
    user.user_id.to_string()
}

#[mizan::client(affects = User)]
pub fn rename_user(user: User) {
    let _ = user.user_id;
}
