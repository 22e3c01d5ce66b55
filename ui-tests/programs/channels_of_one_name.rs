use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Line {
    pub text: String,
}

#[derive(mizan::Channel)]
#[mizan(message = Line)]
pub struct Chat;

#[mizan::client(join = Chat)]
pub fn enter() {}

#[derive(mizan::Channel)]
#[mizan(message = Line, name = "chat")]
pub struct Talk;

#[mizan::client(join = Talk)]
pub fn listen() {}
