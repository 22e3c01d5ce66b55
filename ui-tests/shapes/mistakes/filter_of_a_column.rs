use shapes_corpus::entities::order;

#[derive(mizan::Shape)]
#[shape(order)]
struct Order {
    id: i64,
    #[shape(filter = order::Column::Open.eq(true))]
    title: String,
}

fn main() {}
