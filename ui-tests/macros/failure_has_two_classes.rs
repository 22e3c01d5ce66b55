#[derive(serde::Serialize, mizan::Type, mizan::Failure)]
enum MoveError {
    #[mizan(conflict, not_found)]
    Taken,
}

fn main() {}
