#[derive(serde::Serialize, mizan::Type)]
struct User {
    #[mizan(as = "String")]
    #[mizan(as = "i64")]
    id: i64,
}

fn main() {}
