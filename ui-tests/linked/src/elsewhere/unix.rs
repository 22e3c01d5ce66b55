//! What this platform has.

#[mizan::client]
pub fn platform() -> &'static str {
    "unix"
}
