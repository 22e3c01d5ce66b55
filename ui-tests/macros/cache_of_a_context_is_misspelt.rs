#[derive(mizan::Context)]
#[mizan(cache(stal = 30))]
struct Quote;

fn main() {}
