#[mizan::client]
fn get(_at: *const u8) {}

fn main() {}
