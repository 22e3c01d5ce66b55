#[derive(mizan::Context)]
struct Board {
    #[mizan(live)]
    board_id: i64,
}

fn main() {}
