#[derive(serde::Serialize, mizan::Type, mizan::Failure)]
struct MoveError {
    reason: String,
}

fn main() {}
