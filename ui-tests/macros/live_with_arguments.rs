#[derive(mizan::Context)]
#[mizan(live(poll = 5))]
struct Board {
    board_id: i64,
}

fn main() {}
