#[derive(mizan::Shape)]
struct Order {
    id: i64,
}

fn main() {}
