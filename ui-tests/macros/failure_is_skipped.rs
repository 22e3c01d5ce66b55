#[derive(serde::Serialize, mizan::Type, mizan::Failure)]
enum MoveError {
    #[mizan(conflict)]
    #[serde(skip)]
    Taken,
}

fn main() {}
