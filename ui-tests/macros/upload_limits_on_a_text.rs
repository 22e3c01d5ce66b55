#[mizan::client]
fn set_name(#[mizan(size = 40)] _name: String) {}

fn main() {}
