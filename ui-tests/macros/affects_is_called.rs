#[derive(mizan::Context)]
pub struct User {
    pub user_id: i64,
}

#[mizan::client(affects = User::all())]
fn forget() {}

#[mizan::client(merge = user_name())]
fn rename() -> String {
    String::new()
}

fn main() {}
