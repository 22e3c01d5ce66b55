#[mizan::client]
pub fn get() {}
