use shapes_corpus::entities::order;

#[derive(mizan::Shape)]
#[shape(order)]
struct Order {
    #[shape(key, version)]
    id: i64,
}

fn main() {}
