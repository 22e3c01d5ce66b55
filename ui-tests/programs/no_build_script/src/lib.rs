#[mizan::client]
pub fn get() {}

#[mizan::client]
pub fn set() {}
