#[derive(mizan::Context)]
#[mizan(rename_all = "camelCase")]
struct Board {
    board_id: i64,
}

fn main() {}
