#[derive(mizan::Context)]
pub struct User {
    pub user_id: i64,
}

#[mizan::client(affects = User)]
#[mizan::client(auth)]
fn rename(user_id: i64) {
    let _ = user_id;
}

fn main() {}
