#[derive(serde::Serialize, mizan::Type, mizan::Failure)]
enum RenameError {
    #[mizan(conflict)]
    Taken,
    #[mizan(not_found)]
    #[serde(rename = "Taken")]
    Gone,
}

fn main() {}
