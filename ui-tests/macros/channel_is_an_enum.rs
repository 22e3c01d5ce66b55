#[derive(mizan::Channel)]
#[mizan(message = String)]
enum Chat {
    Room,
}

fn main() {}
