#[mizan::client(name = get)]
fn get_it() {}

fn main() {}
