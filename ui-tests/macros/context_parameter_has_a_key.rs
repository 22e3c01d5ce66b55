#[derive(mizan::Context)]
struct User {
    #[mizan(key)]
    id: i64,
}

fn main() {}
