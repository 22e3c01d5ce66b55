#[derive(serde::Serialize, mizan::Type)]
struct User {
    #[mizan(as = String)]
    id: i64,
}

fn main() {}
