#[derive(serde::Deserialize, mizan::Type)]
struct Visitor {
    name: String,
}

#[derive(mizan::Channel)]
#[mizan(message = String, presence = Visitor)]
struct Chat {
    room: String,
}

fn main() {}
