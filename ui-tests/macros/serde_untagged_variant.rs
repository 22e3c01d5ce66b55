#[derive(serde::Serialize, mizan::Type)]
enum Event {
    Known,
    #[serde(untagged)]
    Other(String),
}

fn main() {}
