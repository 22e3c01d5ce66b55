#[derive(mizan::Context)]
pub struct User {
    pub user_id: i64,
}

#[mizan::client(route = "/profile/{user_id}", affects = User)]
fn profile_page(user_id: i64) -> String {
    user_id.to_string()
}

fn main() {}
