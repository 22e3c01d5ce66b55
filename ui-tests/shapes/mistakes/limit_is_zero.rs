use shapes_corpus::entities::{line, order};

#[derive(mizan::Shape)]
#[shape(line)]
struct Line {
    id: String,
}

#[derive(mizan::Shape)]
#[shape(order)]
struct Order {
    id: i64,
    #[shape(limit = 0)]
    lines: Vec<Line>,
}

fn main() {}
