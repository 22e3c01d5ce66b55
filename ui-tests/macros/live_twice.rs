#[derive(mizan::Context)]
#[mizan(live, live)]
struct Board;

fn main() {}
