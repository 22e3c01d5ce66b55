#[mizan::client(context(User))]
fn get() {}

fn main() {}
