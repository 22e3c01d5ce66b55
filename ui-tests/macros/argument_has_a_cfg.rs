#[mizan::client]
fn list(_page: u32, #[cfg(windows)] _drive: String) {}

fn main() {}
