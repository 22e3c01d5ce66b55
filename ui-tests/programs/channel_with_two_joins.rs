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

#[mizan::client(join = Chat)]
pub fn look_in(room: String) -> String {
    room
}
