#[mizan::client]
const fn get() {}

fn main() {}
