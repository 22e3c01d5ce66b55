#[mizan::client]
pub fn ping() {}
