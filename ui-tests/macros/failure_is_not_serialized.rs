#[derive(mizan::Type, mizan::Failure)]
enum MoveError {
    #[mizan(conflict)]
    Taken,
}

fn main() {}
