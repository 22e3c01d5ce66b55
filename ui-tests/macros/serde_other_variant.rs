#[derive(serde::Deserialize, mizan::Type)]
#[serde(tag = "kind")]
enum Event {
    Known,
    #[serde(other)]
    Other,
}

fn main() {}
