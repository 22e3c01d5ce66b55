#[mizan::client(route = "/profile/{user_id}")]
pub fn profile(user_id: i64) -> String {
    user_id.to_string()
}

#[mizan::client(route = "/profile/{name}", methods = [GET, POST])]
pub fn profile_by_name(name: String) -> String {
    name
}

#[mizan::client(route = "/town/{name}")]
pub fn town(name: Option<String>) -> String {
    name.unwrap_or_default()
}
