#[derive(serde::Serialize, mizan::Type, mizan::Failure)]
pub enum MoveError {
    #[mizan(conflict)]
    Taken,
    #[mizan(transparent)]
    Other(mizan::Error),
}

#[mizan::client]
pub fn last_failures() -> Vec<MoveError> {
    Vec::new()
}
