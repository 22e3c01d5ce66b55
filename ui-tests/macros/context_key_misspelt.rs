#[derive(mizan::Context)]
#[mizan(nmae = "person")]
struct User;

fn main() {}
