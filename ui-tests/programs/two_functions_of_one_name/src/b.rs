#[mizan::client(name = "get")]
pub fn fetch() {}
