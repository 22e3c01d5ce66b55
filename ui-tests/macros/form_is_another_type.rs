#[derive(serde::Deserialize, mizan::Type, mizan::Form)]
#[serde(from = "String")]
struct Name {
    #[form(required)]
    first: String,
}

impl From<String> for Name {
    fn from(first: String) -> Self {
        Self { first }
    }
}

fn main() {}
