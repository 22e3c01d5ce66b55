use serde::{Deserialize, Serialize};
use shapes_corpus::entities::order;

#[derive(Serialize, Deserialize, mizan::Type, mizan::Shape)]
#[shape(order, edit)]
struct Order {
    id: Option<i64>,
    title: String,
}

fn main() {}
