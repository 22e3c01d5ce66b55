#[mizan::client]
fn get(_item: Box<dyn Fn()>) {}

fn main() {}
