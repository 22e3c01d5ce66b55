use shapes_corpus::entities::seat;

#[derive(mizan::Shape)]
#[shape(seat)]
struct Seat {
    #[shape(key)]
    row: String,
    number: i32,
}

fn main() {}
