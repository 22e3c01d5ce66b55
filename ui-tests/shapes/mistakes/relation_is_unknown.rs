use shapes_corpus::entities::{order, seat};

#[derive(mizan::Shape)]
#[shape(seat)]
struct Seat {
    #[shape(key)]
    row: String,
    #[shape(key)]
    number: i32,
}

#[derive(mizan::Shape)]
#[shape(order)]
struct Order {
    id: i64,
    seats: Vec<Seat>,
}

fn main() {}
