#[mizan::client]
fn get(_names: &Vec<Option<String>>) {}

fn main() {}
