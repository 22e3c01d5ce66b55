#[derive(mizan::Channel)]
#[mizan(message = String)]
struct Chat {
    room: String,
}

#[derive(mizan::Context)]
struct Rooms;

#[mizan::client(context = Rooms, join = Chat)]
fn enter(_room: String) {}

fn main() {}
