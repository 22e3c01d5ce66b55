//! A room to talk in, where everybody sees who is there.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use serde::{Deserialize, Serialize};

/// What was said, and how many guests have come.
#[derive(Clone, Default)]
pub struct Talk {
    lines: Arc<Mutex<Vec<Line>>>,
    guests: Arc<AtomicU32>,
}

impl Talk {
    /// Runs `change` on the lines.
    fn with<T>(&self, change: impl FnOnce(&mut Vec<Line>) -> T) -> T {
        change(&mut self.lines.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Something that was said.
#[derive(Clone, Serialize, Deserialize, mizan::Type)]
pub struct Line {
    pub id: u32,
    pub room: String,
    pub text: String,
}

/// Who is in a room.
#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Guest {
    pub name: String,
}

/// A room to talk in.
#[derive(mizan::Channel)]
#[mizan(message = Line, presence = Guest)]
pub struct Chat {
    pub room: String,
}

/// What was said in the room before.
#[mizan::client(join = Chat)]
pub fn enter(talk: &Talk, room: String) -> Vec<Line> {
    talk.with(|lines| lines.iter().filter(|line| line.room == room).cloned().collect())
}

/// Says something to everybody in the room.
#[mizan::client(send = Chat)]
pub fn say(talk: &Talk, room: String, text: String) -> Line {
    talk.with(|lines| {
        let id = lines.last().map_or(1, |line| line.id + 1);
        let line = Line { id, room, text };
        lines.push(line.clone());
        line
    })
}

/// Nobody is signed in here, so that each guest gets a number.
#[mizan::client(present = Chat)]
pub fn guest(talk: &Talk, room: String) -> Guest {
    let number = talk.guests.fetch_add(1, Ordering::Relaxed) + 1;
    Guest { name: format!("Guest {number} of {room}") }
}
