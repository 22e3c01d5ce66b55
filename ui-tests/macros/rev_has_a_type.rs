#[derive(mizan::Context)]
pub struct User {
    pub user_id: i64,
}

#[mizan::client(context = User, rev = 1u8)]
fn user_name(user_id: i64) -> String {
    user_id.to_string()
}

fn main() {}
