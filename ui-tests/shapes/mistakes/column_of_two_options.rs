use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, mizan::Shape)]
#[shape(shapes_corpus::entities::order)]
struct Order {
    id: i64,
    note: Option<Option<String>>,
}

fn main() {}
