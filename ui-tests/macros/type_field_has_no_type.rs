#[derive(mizan::Type)]
struct User {
    id: Id,
}

struct Id;

fn main() {}
