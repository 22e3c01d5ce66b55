#[derive(serde::Serialize, mizan::Type)]
struct Profile {
    #[mizan(id)]
    id: i64,
}

fn main() {}
