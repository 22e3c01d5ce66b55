use shapes_corpus::entities::order;

#[derive(mizan::Shape)]
#[shape(order)]
struct Order {
    id: i64,
    titel: String,
}

fn main() {}
