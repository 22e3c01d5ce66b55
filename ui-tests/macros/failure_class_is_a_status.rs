#[derive(serde::Serialize, mizan::Type, mizan::Failure)]
enum RenameError {
    #[mizan(404)]
    Gone,
    #[mizan(418)]
    Teapot,
    #[mizan("conflict")]
    Taken,
}

fn main() {}
