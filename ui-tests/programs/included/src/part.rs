#[mizan::client]
pub fn unseen() {}
