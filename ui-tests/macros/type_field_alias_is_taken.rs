#[derive(serde::Serialize, serde::Deserialize, mizan::Type)]
struct Person {
    name: String,
    #[serde(alias = "name", default)]
    nickname: String,
}

fn main() {}
