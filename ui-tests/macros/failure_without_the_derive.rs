#[derive(serde::Serialize, mizan::Type)]
enum MoveError {
    #[mizan(conflict)]
    Taken,
}

fn main() {}
