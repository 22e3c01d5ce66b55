#[derive(mizan::Channel)]
#[mizan(message = String)]
struct Chat {
    room: String,
}

#[mizan::client(join = Chat, send = Chat)]
fn enter(room: String) -> String {
    room
}

fn main() {}
