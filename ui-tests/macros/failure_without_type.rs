#[derive(serde::Serialize, mizan::Failure)]
enum MoveError {
    #[mizan(conflict)]
    Taken,
}

fn main() {}
