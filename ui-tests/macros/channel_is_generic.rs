#[derive(mizan::Channel)]
#[mizan(message = String)]
struct Chat<T> {
    room: T,
}

fn main() {}
