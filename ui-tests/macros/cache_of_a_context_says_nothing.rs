#[derive(mizan::Context)]
#[mizan(cache())]
struct Quote;

fn main() {}
