use serde::{Deserialize, Serialize};
use shapes_corpus::entities::order;

#[derive(Serialize, Deserialize, mizan::Type, mizan::Shape)]
#[shape(order, edit)]
struct Order {
    #[shape(key, column = id)]
    number: i64,
    title: String,
}

fn main() {}
