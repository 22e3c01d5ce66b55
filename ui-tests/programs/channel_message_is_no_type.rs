use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Line {
    pub text: String,
}

#[derive(Serialize)]
pub struct Plain {
    pub text: String,
}

#[derive(mizan::Channel)]
#[mizan(message = Plain)]
pub struct Chat {
    pub room: String,
}

#[mizan::client(join = Chat)]
pub fn enter(room: String) -> Line {
    Line { text: room }
}
