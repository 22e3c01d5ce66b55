use shapes_corpus::entities::order;

#[derive(mizan::Shape)]
#[shape(order)]
struct Order(i64);

fn main() {}
