use shapes_corpus::entities::{address, customer};

#[derive(mizan::Shape)]
#[shape(address)]
struct Town {
    id: i64,
}

#[derive(mizan::Shape)]
#[shape(customer)]
struct Customer {
    id: i64,
    #[shape(relation = Delivery)]
    town: Option<Town>,
}

fn main() {}
