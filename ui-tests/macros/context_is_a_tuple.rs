#[derive(mizan::Context)]
struct User(i64);

fn main() {}
