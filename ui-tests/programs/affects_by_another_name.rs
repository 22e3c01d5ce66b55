#[derive(mizan::Context)]
pub struct User {
    pub user_id: i64,
}

#[mizan::client(context = User)]
pub fn user_name(user_id: i64) -> String {
    user_id.to_string()
}

#[mizan::client(affects = User)]
pub fn rename(id: i64, name: String) {
    println!("{id} {name}");
}

#[mizan::client(affects = User { .. })]
pub fn forget(id: i64) {
    println!("{id}");
}
