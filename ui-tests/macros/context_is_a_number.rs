#[mizan::client(context = 5)]
fn get() {}

fn main() {}
