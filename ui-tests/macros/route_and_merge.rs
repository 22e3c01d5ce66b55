#[derive(mizan::Context)]
pub struct User {
    pub user_id: i64,
}

#[mizan::client(context = User)]
fn user_name(user_id: i64) -> String {
    user_id.to_string()
}

#[mizan::client(route = "/profile/{user_id}", methods = [POST], merge = user_name)]
fn profile_page(user_id: i64) -> String {
    user_id.to_string()
}

fn main() {}
