#[derive(serde::Serialize)]
struct Line {
    text: String,
}

#[derive(mizan::Channel)]
#[mizan(message = Line)]
struct Chat {
    room: String,
}

fn main() {}
