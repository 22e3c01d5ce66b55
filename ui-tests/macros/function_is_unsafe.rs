#[mizan::client]
unsafe fn get() {}

fn main() {}
