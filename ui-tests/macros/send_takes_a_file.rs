#[derive(mizan::Channel)]
#[mizan(message = String)]
struct Chat {
    room: String,
}

#[mizan::client(send = Chat)]
fn say(room: String, _picture: mizan::Upload) -> String {
    room
}

fn main() {}
