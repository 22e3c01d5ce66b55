#[derive(mizan::Channel)]
#[mizan(message = String)]
struct Chat {
    room: String,
}

#[mizan::client(join = Chat { room })]
fn enter(_room: String) {}

fn main() {}
