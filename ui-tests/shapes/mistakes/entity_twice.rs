use shapes_corpus::entities::{line, order};

#[derive(mizan::Shape)]
#[shape(order)]
#[shape(line)]
struct Order {
    id: i64,
}

fn main() {}
