#[derive(mizan::Context)]
#[mizan(live)]
#[mizan(live)]
struct Board;

fn main() {}
