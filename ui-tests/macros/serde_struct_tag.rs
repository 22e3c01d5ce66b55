#[derive(serde::Serialize, mizan::Type)]
#[serde(tag = "kind")]
struct User {
    id: i64,
}

fn main() {}
