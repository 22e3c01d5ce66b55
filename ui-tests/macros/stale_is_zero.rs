#[derive(mizan::Context)]
#[mizan(cache(stale = 0))]
struct Quote;

fn main() {}
