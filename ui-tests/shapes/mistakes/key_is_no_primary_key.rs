use shapes_corpus::entities::order;

#[derive(mizan::Shape)]
#[shape(order)]
struct Order {
    #[shape(key)]
    title: String,
}

fn main() {}
