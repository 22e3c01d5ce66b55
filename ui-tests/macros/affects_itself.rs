#[mizan::client(affects = rename)]
fn rename() {}

fn main() {}
