#[derive(mizan::Context)]
#[mizan(cache(stale = 90000))]
struct Quote;

fn main() {}
