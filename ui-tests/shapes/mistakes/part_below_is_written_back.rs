use shapes_corpus::entities::{customer, line, order};

#[derive(serde::Serialize, mizan::Shape)]
#[shape(line)]
struct Line {
    id: String,
}

#[derive(serde::Serialize, mizan::Shape)]
#[shape(order)]
struct Order {
    id: i64,
    #[shape(limit = 3)]
    lines: Vec<Line>,
}

#[derive(serde::Serialize, mizan::Shape)]
#[shape(customer)]
struct Customer {
    id: i64,
    orders: Vec<Order>,
}

fn save(customers: Vec<Customer>) {
    use mizan::Shape;
    let _ = Customer::diff(customers);
}

fn main() {}
