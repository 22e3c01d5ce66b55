#[derive(serde::Serialize, mizan::Type)]
#[serde(rename_all = "lowercase")]
enum State {
    Open,
    #[serde(rename = "open")]
    Reopened,
}

fn main() {}
