#[mizan::client(cache = 60)]
fn user_name(user_id: i64) -> String {
    user_id.to_string()
}

fn main() {}
