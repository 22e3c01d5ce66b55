#[derive(serde::Serialize, mizan::Type)]
struct User {
    #[mizan(key)]
    #[serde(skip_serializing)]
    slug: String,
}

fn main() {}
