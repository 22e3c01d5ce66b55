#[mizan::client]
fn get<T>(_item: T) {}

fn main() {}
