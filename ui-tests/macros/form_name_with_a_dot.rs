#[derive(serde::Deserialize, mizan::Type, mizan::Form)]
struct Contact {
    #[form(required)]
    #[serde(rename = "contact.name")]
    name: String,
}

fn main() {}
