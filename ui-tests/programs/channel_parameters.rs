use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Line {
    pub text: String,
}

#[derive(mizan::Channel)]
#[mizan(message = Line)]
pub struct Chat {
    pub room: u32,
    pub topic: String,
}

#[mizan::client(join = Chat)]
pub fn enter(room: u32) -> u32 {
    room
}

#[mizan::client(send = Chat)]
pub fn say(room: String, topic: String) -> Line {
    Line { text: room + &topic }
}
