#[mizan::client(websocket = true)]
fn drag(card: i64) -> i64 {
    card
}

fn main() {}
