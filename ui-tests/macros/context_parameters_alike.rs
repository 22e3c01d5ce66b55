#[derive(mizan::Context)]
pub struct User {
    pub user_id: i64,
    pub user__id: i64,
}

fn main() {}
