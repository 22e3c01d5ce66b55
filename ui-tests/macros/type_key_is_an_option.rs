#[derive(serde::Serialize, mizan::Type)]
struct User {
    #[mizan(key)]
    slug: Option<String>,
}

fn main() {}
