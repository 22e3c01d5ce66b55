#[derive(mizan::Context)]
#[mizan(live = true)]
struct Board {
    board_id: i64,
}

fn main() {}
