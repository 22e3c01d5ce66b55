#[mizan::client(private, limits(rate = "10/s"))]
fn recount() {}

fn main() {}
