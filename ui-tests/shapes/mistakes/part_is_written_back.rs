use shapes_corpus::entities::{line, order};

#[derive(serde::Serialize, mizan::Shape)]
#[shape(line)]
struct Line {
    id: String,
}

#[derive(serde::Serialize, mizan::Shape)]
#[shape(order)]
struct Order {
    id: i64,
    #[shape(limit = 3)]
    lines: Vec<Line>,
}

fn save(orders: Vec<Order>) {
    use mizan::Shape;
    let _ = Order::diff(orders);
}

fn main() {}
