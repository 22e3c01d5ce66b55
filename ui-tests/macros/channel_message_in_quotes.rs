#[derive(mizan::Channel)]
#[mizan(message = "String")]
struct Chat {
    room: String,
}

fn main() {}
