use shapes_corpus::entities::order;

#[derive(mizan::Shape)]
#[shape(order)]
struct Order {
    title: String,
}

fn main() {}
