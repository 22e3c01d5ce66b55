#[derive(mizan::Context)]
enum User {
    Me,
}

fn main() {}
