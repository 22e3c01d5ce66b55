use shapes_corpus::entities::{customer, order};

#[derive(mizan::Shape)]
#[shape(customer)]
struct Name {
    id: i64,
}

#[derive(mizan::Shape)]
#[shape(order)]
struct Order {
    id: i64,
    #[shape(limit = 1)]
    customer: Option<Name>,
}

fn main() {}
