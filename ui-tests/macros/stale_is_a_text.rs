#[derive(mizan::Context)]
#[mizan(cache(stale = "30s"))]
struct Quote;

fn main() {}
