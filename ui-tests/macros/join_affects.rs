#[derive(mizan::Channel)]
#[mizan(message = String)]
struct Chat {
    room: String,
}

#[derive(mizan::Context)]
struct Rooms;

#[mizan::client(context = Rooms)]
fn rooms() -> u32 {
    1
}

#[mizan::client(join = Chat, affects = Rooms)]
fn enter(_room: String) {}

fn main() {}
