#[derive(mizan::Context)]
struct Board;

#[mizan::client(context = Board, live)]
fn cards() -> i64 {
    5
}

fn main() {}
