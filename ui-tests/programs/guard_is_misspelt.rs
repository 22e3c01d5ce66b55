#[mizan::client(auth = stuff)]
pub fn audit() -> bool {
    true
}
