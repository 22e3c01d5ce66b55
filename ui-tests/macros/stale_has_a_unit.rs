#[derive(mizan::Context)]
#[mizan(cache(stale = 5m))]
struct Quote;

fn main() {}
