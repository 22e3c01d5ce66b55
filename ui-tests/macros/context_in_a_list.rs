#[derive(mizan::Context)]
pub struct User {
    pub user_id: i64,
}

#[mizan::client(context = [User, mizan::Global])]
fn user_name() -> i64 {
    1
}

fn main() {}
