#[derive(serde::Serialize, mizan::Type, mizan::Failure)]
enum MoveError {
    #[mizan(transparent)]
    Other(mizan::Error, u8),
}

fn main() {}
