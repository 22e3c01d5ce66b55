#[mizan::client]
fn get(_user_id: &i64) {}

fn main() {}
