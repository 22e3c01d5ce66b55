#[derive(serde::Deserialize, mizan::Type, mizan::Form)]
struct Name(#[form(required)] String);

fn main() {}
