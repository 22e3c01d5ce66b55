#[mizan::client(name = "getIt")]
fn get_it() {}

fn main() {}
