#[mizan(live)]
struct Board;

fn main() {}
