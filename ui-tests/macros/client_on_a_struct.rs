#[mizan::client]
struct Get;

fn main() {}
