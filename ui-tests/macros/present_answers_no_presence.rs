#[derive(mizan::Channel)]
#[mizan(message = String)]
struct Chat {
    room: String,
}

#[mizan::client(present = Chat)]
fn visitor(_room: String) -> u32 {
    1
}

fn main() {}
