#[derive(mizan::Channel)]
#[mizan(message = String)]
struct Chat {
    room: String,
}

#[mizan::client(send = Chat, private)]
fn say(room: String) -> String {
    room
}

fn main() {}
