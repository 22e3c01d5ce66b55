#[mizan::client]
fn rename(user_id: i64, user__id: i64) -> i64 {
    user_id + user__id
}

fn main() {}
