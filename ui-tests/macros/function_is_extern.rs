#[mizan::client]
extern "C" fn get() {}

fn main() {}
