#[derive(mizan::Context)]
pub struct User {
    pub user_id: i64,
}

#[mizan::client(affects = User {})]
fn rename(name: String) {
    drop(name);
}

fn main() {}
