#[derive(serde::Serialize, mizan::Type)]
struct Person {
    #[mizan(as = "string | null")]
    name: Option<String>,
}

fn main() {}
