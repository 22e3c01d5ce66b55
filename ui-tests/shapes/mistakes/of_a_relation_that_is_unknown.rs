use shapes_corpus::entities::order;

#[derive(mizan::Shape)]
#[shape(order)]
struct Order {
    id: i64,
    #[shape(of = "seats.count")]
    seats: i64,
}

fn main() {}
