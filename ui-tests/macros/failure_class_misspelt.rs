#[derive(serde::Serialize, mizan::Type, mizan::Failure)]
enum MoveError {
    #[mizan(conflct)]
    Taken,
}

fn main() {}
