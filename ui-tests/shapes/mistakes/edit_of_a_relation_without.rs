use serde::{Deserialize, Serialize};
use shapes_corpus::entities::{line, order};

#[derive(Serialize, Deserialize, mizan::Type, mizan::Shape)]
#[shape(line)]
struct Line {
    id: String,
    qty: i32,
}

#[derive(Serialize, Deserialize, mizan::Type, mizan::Shape)]
#[shape(order, edit)]
struct Order {
    id: i64,
    lines: Vec<Line>,
}

fn main() {}
