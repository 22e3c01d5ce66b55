use shapes_corpus::entities::order;

#[derive(mizan::Shape)]
#[shape(order)]
struct Order {
    id: i64,
    #[shape(version)]
    version: i64,
    #[shape(version)]
    customer_id: i64,
}

fn main() {}
