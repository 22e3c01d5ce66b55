use serde::{Deserialize, Serialize};
use shapes_corpus::entities::seat;

#[derive(Serialize, Deserialize, mizan::Type, mizan::Shape)]
#[shape(seat, edit)]
struct Seat {
    #[shape(key)]
    row: String,
    #[shape(key)]
    number: i32,
    guest: Option<String>,
}

fn main() {}
