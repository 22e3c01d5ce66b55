#[derive(mizan::Type)]
#[mizan(name = "Person")]
struct User {
    id: i64,
}

fn main() {}
