#[derive(serde::Serialize, mizan::Type, mizan::Failure)]
enum MoveError {
    #[mizan(transparent)]
    Other(String),
}

fn main() {}
