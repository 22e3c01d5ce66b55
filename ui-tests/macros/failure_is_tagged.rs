#[derive(serde::Serialize, mizan::Type, mizan::Failure)]
#[serde(tag = "kind", content = "details")]
enum MoveError {
    #[mizan(conflict)]
    Taken,
}

fn main() {}
