use shapes_corpus::entities::order;

#[derive(mizan::Shape)]
#[shape(order)]
struct Order<T> {
    id: T,
}

fn main() {}
