use shapes_corpus::entities::{line, order};

#[derive(mizan::Shape)]
#[shape(order)]
struct Order {
    id: i64,
    #[shape(of = "lines.qty.sum", entity = line)]
    pieces: i32,
}

fn main() {}
