use shapes_corpus::entities::order;

#[derive(mizan::Shape)]
#[shape(order)]
enum Order {
    Open,
}

fn main() {}
