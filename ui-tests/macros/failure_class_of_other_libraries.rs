#[derive(serde::Serialize, mizan::Type, mizan::Failure)]
enum RenameError {
    #[mizan(status = 404)]
    Gone,
    #[mizan(StatusCode::NOT_FOUND)]
    Lost,
    #[mizan(unauthenticated)]
    Unknown,
    #[mizan(conflict = "the name is taken")]
    Taken,
    #[mizan(error = "it is broken")]
    Broken,
}

fn main() {}
