use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Line {
    pub text: String,
}

#[derive(mizan::Channel)]
#[mizan(message = Line)]
pub struct Chat {
    pub room: String,
}

#[mizan::client(join = Chat)]
pub fn enter(room: String) -> String {
    room
}

#[mizan::client(send = Chatt)]
pub fn say(room: String, text: String) -> Line {
    Line { text: room + &text }
}
