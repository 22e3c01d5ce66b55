#[derive(mizan::Context)]
struct User {
    id: Id,
}

struct Id;

fn main() {}
