use shapes_corpus::entities::order;

#[derive(mizan::Shape)]
#[shape(order)]
struct Order {
    id: i64,
    #[shape(of = "lines.average")]
    average: i64,
}

fn main() {}
