//! What other platforms have.

#[mizan::client]
pub fn platform() -> &'static str {
    "other"
}
