#[derive(mizan::Channel)]
#[mizan(message = String)]
struct Chat {
    room: String,
}

#[mizan::client(send = Chat)]
fn say(_room: String) -> u32 {
    1
}

fn main() {}
