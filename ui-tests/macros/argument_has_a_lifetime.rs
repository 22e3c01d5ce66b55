#[derive(serde::Deserialize, mizan::Type)]
struct Name<'a>(&'a str);

#[mizan::client]
fn get(_name: Name<'_>) {}

fn main() {}
