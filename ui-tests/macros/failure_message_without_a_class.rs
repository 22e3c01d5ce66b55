#[derive(serde::Serialize, mizan::Type, mizan::Failure)]
enum MoveError {
    #[mizan(message = "it is taken")]
    Taken,
}

fn main() {}
