#[derive(serde::Serialize, mizan::Type)]
#[mizan(live)]
struct Card {
    id: i64,
}

fn main() {}
