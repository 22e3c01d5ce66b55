#[derive(mizan::Channel)]
struct Chat {
    room: String,
}

fn main() {}
