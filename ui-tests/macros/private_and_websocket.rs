#[mizan::client(websocket, private)]
fn audit() {}

fn main() {}
