#[derive(mizan::Context)]
#[mizan(cache(stale))]
struct Quote;

fn main() {}
