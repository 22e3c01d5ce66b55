use shapes_corpus::entities::{line, order};

#[derive(mizan::Shape)]
#[shape(order)]
struct Order {
    id: i64,
    #[shape(of = "lines.quantity.sum", entity = line)]
    pieces: i64,
}

fn main() {}
