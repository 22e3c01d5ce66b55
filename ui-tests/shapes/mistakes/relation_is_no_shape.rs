use shapes_corpus::entities::{line, order};

struct Line {
    id: String,
}

#[derive(mizan::Shape)]
#[shape(order)]
struct Order {
    id: i64,
    lines: Vec<Line>,
}

fn main() {}
