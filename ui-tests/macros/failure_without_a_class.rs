#[derive(serde::Serialize, mizan::Type, mizan::Failure)]
enum MoveError {
    #[mizan(conflict)]
    Taken,
    Gone,
}

fn main() {}
