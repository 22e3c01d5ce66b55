struct Plain;

#[mizan::client(context = Plain)]
fn get() {}

fn main() {}
