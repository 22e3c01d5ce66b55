//! Reads whose parameters are those of their context under other names, or that it cannot have.

#[derive(mizan::Context)]
pub struct User {
    pub user_id: i64,
}

#[mizan::client(context = User)]
pub fn name(user: i64) -> String {
    user.to_string()
}

#[mizan::client(context = User)]
pub fn letters(user_id: i64, initial: i64) -> i64 {
    user_id + initial
}

#[mizan::client(context = mizan::Global)]
pub fn news(page: u32) -> u32 {
    page
}
