use shapes_corpus::entities::order;

#[derive(mizan::Shape)]
#[shape(order)]
struct Order {
    id: i64,
    #[shape(of = "lines.qty.sum")]
    pieces: i64,
}

fn main() {}
