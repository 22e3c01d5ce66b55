#[derive(serde::Deserialize, mizan::Type, mizan::Form)]
#[form(titel = "Contact us")]
struct Contact {
    name: String,
}

fn main() {}
