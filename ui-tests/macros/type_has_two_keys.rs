#[derive(mizan::Type)]
struct User {
    #[mizan(key)]
    id: i64,
    #[mizan(key)]
    slug: String,
}

fn main() {}
