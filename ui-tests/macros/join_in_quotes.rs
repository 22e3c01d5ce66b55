#[derive(mizan::Channel)]
#[mizan(message = String)]
struct Chat {
    room: String,
}

#[mizan::client(join = "chat")]
fn enter(_room: String) {}

fn main() {}
