#[mizan::client(websocket, websocket)]
fn drag(card: i64) -> i64 {
    card
}

fn main() {}
