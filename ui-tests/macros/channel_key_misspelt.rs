#[derive(mizan::Channel)]
#[mizan(mesage = String)]
struct Chat {
    room: String,
}

fn main() {}
