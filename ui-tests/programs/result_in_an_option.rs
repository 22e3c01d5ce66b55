//! A result that may be absent, the wrong way round.

#[mizan::client]
pub fn newest() -> Option<Result<String, mizan::Error>> {
    None
}
