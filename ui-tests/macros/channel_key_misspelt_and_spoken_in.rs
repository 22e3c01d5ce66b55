//! The functions of a channel that cannot be read have no errors beside its own.

#[derive(mizan::Channel)]
#[mizan(messages = String)]
pub struct Chat {
    pub room: String,
}

#[mizan::client(join = Chat)]
pub fn enter(room: String) -> String {
    room
}

#[mizan::client(send = Chat)]
pub fn say(room: String, text: String) -> String {
    format!("{room}: {text}")
}

#[mizan::client(present = Chat)]
pub fn visitor(room: String) -> String {
    room
}

fn main() {}
