#[derive(mizan::Channel)]
#[mizan(message = String)]
struct Chat {
    room: String,
}

#[mizan::client(send = Chat, websocket)]
fn say(room: String) -> String {
    room
}

fn main() {}
