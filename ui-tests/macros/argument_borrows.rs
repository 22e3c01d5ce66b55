#[mizan::client]
fn get(_name: Option<&str>) {}

fn main() {}
