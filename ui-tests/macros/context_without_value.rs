#[mizan::client(context)]
fn get() {}

fn main() {}
