#[mizan::client(route = "/profile/{user_id}", methods = [GET, HEAD])]
fn profile_page(user_id: i64) -> String {
    user_id.to_string()
}

fn main() {}
