#[derive(mizan::Context)]
pub struct User {
    pub user_id: i64,
}

#[mizan::client(route = "/profile/{user_id}", methods = POST, affects = User { user_id: result })]
fn profile_page(user_id: i64) -> String {
    user_id.to_string()
}

fn main() {}
