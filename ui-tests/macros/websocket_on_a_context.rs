#[derive(mizan::Context)]
#[mizan(websocket)]
struct Board;

fn main() {}
