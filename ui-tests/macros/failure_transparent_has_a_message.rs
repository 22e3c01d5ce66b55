#[derive(serde::Serialize, mizan::Type, mizan::Failure)]
enum MoveError {
    #[mizan(transparent, message = "something else")]
    Other(mizan::Error),
}

fn main() {}
