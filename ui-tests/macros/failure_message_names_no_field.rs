#[derive(serde::Serialize, mizan::Type, mizan::Failure)]
enum MoveError {
    #[mizan(conflict, message = "taken by {owner}")]
    Taken { by: String },
}

fn main() {}
