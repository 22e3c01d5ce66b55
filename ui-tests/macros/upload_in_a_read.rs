#[derive(mizan::Context)]
struct Album;

#[mizan::client(context = Album)]
fn photos(_photo: mizan::Upload) {}

fn main() {}
