#[derive(serde::Serialize, mizan::Type, mizan::Failure)]
enum RenameError {
    #[mizan(conflict)]
    Taken,
}

#[mizan::client]
fn rename(id: String) -> Result<(), RenameError> {
    let _id: i64 = id.parse()?;
    Err(RenameError::Taken)
}

fn main() {}
