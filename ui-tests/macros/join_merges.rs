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

#[mizan::client(join = Chat, merge = rooms)]
fn enter(_room: String) -> u32 {
    2
}

fn main() {}
