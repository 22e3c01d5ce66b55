#[derive(mizan::Context)]
pub struct User {
    pub user_id: i64,
}

#[mizan::client(context = User)]
fn user_name(user_id: i64) -> String {
    user_id.to_string()
}

#[mizan::client(context = User, merge = user_name)]
fn rename() -> String {
    String::new()
}

fn main() {}
