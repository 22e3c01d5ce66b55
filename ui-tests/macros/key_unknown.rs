#[mizan::client(cached = 5)]
fn get() {}

fn main() {}
