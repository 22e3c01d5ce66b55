use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Line {
    pub text: String,
}

#[derive(mizan::Context)]
pub struct Chat {
    pub room: String,
}

#[mizan::client(context = Chat)]
pub fn lines(room: String) -> Vec<Line> {
    vec![Line { text: room }]
}

#[mizan::client(join = Chat)]
pub fn enter(room: String) -> String {
    room
}

#[derive(mizan::Channel)]
#[mizan(message = Line)]
pub struct Talk;

#[mizan::client(join = Talk)]
pub fn listen() {}

#[mizan::client(affects = Talk)]
pub fn clear() {}
