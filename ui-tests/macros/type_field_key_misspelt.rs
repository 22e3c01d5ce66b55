#[derive(mizan::Type)]
struct User {
    #[mizan(kye)]
    id: i64,
}

fn main() {}
