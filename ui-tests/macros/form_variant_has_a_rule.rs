#[derive(serde::Deserialize, mizan::Type, mizan::Form)]
#[serde(tag = "kind")]
enum Payment {
    Cash,
    #[form(required)]
    Card {
        #[form(required)]
        number: String,
    },
}

fn main() {}
