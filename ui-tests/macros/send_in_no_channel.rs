#[derive(mizan::Channel)]
#[mizan(message = String)]
struct Chat {
    room: String,
}

struct Plain;

#[mizan::client(send = Plain)]
fn say(room: String) -> String {
    room
}

fn main() {}
