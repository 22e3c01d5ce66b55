use shapes_corpus::entities::order;

#[derive(mizan::Shape)]
#[shape(order, missing = delete)]
struct Order {
    id: i64,
}

fn main() {}
