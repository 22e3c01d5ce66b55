#[derive(mizan::Context)]
#[mizan(cache = 60)]
struct Quote;

fn main() {}
