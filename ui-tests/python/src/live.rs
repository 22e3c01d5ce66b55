//! What is live: boards that several people look at, what a user alone may see, and rooms to talk in.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use mizan::{Error, Identify, Request};
use serde::{Deserialize, Serialize};

/// The database.
#[derive(Default)]
pub struct Data {
    boards: Mutex<BTreeMap<i64, Vec<Note>>>,
    rooms: Mutex<BTreeMap<String, Vec<Line>>>,
    /// The tokens that are valid.
    pub tokens: Mutex<BTreeSet<String>>,
    /// The database cannot be reached.
    pub is_down: AtomicBool,
}

impl Data {
    fn notes(&self, board_id: i64) -> Vec<Note> {
        self.boards.lock().unwrap().get(&board_id).cloned().unwrap_or_default()
    }
}

#[derive(Clone, Serialize, Deserialize, mizan::Type)]
pub struct Note {
    pub text: String,
    /// Larger than a number of JSON may be.
    #[serde(with = "mizan::bigint")]
    pub number: u128,
}

/// A board that several people look at.
#[derive(mizan::Context)]
#[mizan(live)]
pub struct Board {
    pub board_id: i64,
}

#[mizan::client(context = Board)]
pub fn notes(data: &Arc<Data>, board_id: i64) -> Result<Vec<Note>, Error> {
    match data.is_down.load(Ordering::SeqCst) {
        true => Err(Error::new(mizan::Code::Unavailable, "The database cannot be reached.")),
        false => Ok(data.notes(board_id)),
    }
}

#[mizan::client(context = Board)]
pub fn count(data: &Arc<Data>, board_id: i64) -> usize {
    data.notes(board_id).len()
}

#[mizan::client(affects = Board)]
pub fn add_note(data: &Arc<Data>, board_id: i64, note: Note) {
    data.boards.lock().unwrap().entry(board_id).or_default().push(note);
}

/// The notes in pages, by an offset.
#[derive(mizan::Context)]
pub struct Archive {
    pub count: u32,
    pub last: String,
}

#[mizan::client(context = Archive)]
pub fn archived(count: u32, #[mizan(page)] offset: Option<u32>) -> Vec<u32> {
    (offset.unwrap_or(0)..count).take(3).collect()
}

#[derive(Serialize, mizan::Type)]
pub struct Letters {
    pub letters: Vec<Note>,
    pub next: Option<String>,
}

/// By a cursor. One that follows `Z` leads to itself.
#[mizan::client(context = Archive)]
pub fn letters(last: String, #[mizan(page)] after: Option<String>) -> Letters {
    let next = |letter: char| char::from_u32(u32::from(letter) + 1).unwrap_or('Z').min('Z');
    let letter = after.and_then(|after| after.chars().next()).map_or('A', next).to_string();
    let next = (letter != last).then(|| letter.clone());
    Letters { letters: vec![Note { text: letter, number: u128::MAX }], next }
}

/// What is larger than one push may be.
#[derive(mizan::Context)]
#[mizan(live)]
pub struct Walls;

#[mizan::client(context = Walls)]
pub fn wall(data: &Arc<Data>) -> String {
    "x".repeat(300 * 1024) + &data.notes(99).len().to_string()
}

#[mizan::client(affects = Walls)]
pub fn enlarge(data: &Arc<Data>) {
    let note = Note { text: "more".to_owned(), number: 0 };
    data.boards.lock().unwrap().entry(99).or_default().push(note);
}

/// Somebody with a token.
#[derive(Clone, Serialize, Deserialize, mizan::Identity)]
pub struct Holder {
    #[mizan(id)]
    pub token: String,
}

/// Finds who holds a token.
pub struct Tokens(pub Arc<Data>);

impl Identify for Tokens {
    type Identity = Holder;

    async fn identify(&self, request: &Request) -> Result<Option<Holder>, Error> {
        let Some(header) = request.headers().get("authorization") else { return Ok(None) };
        let token = header.to_str().unwrap_or_default().trim_start_matches("Bearer ").to_owned();
        match self.0.tokens.lock().unwrap().contains(&token) {
            true => Ok(Some(Holder { token })),
            false => Err(Error::unauthorized("This token is not valid.")),
        }
    }
}

/// What a user alone may see.
#[derive(mizan::Context)]
#[mizan(live)]
pub struct Drawers;

#[mizan::client(context = Drawers)]
pub fn drawer(data: &Arc<Data>, holder: &Holder) -> String {
    format!("{} of {}", data.notes(0).len(), holder.token)
}

#[mizan::client(affects = Drawers)]
pub fn fill(data: &Arc<Data>) {
    let note = Note { text: "sock".to_owned(), number: 1 };
    data.boards.lock().unwrap().entry(0).or_default().push(note);
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, mizan::Type)]
pub struct Line {
    pub id: u32,
    pub text: String,
}

#[derive(Serialize, mizan::Type, mizan::Failure)]
pub enum EnterError {
    #[mizan(forbidden)]
    Closed { until: String },
}

/// A room to talk in.
#[derive(mizan::Channel)]
#[mizan(message = Line, presence = String)]
pub struct Chat {
    pub room: String,
}

#[mizan::client(join = Chat)]
pub fn enter(data: &Arc<Data>, room: String) -> Result<Vec<Line>, EnterError> {
    match room.as_str() {
        "closed" => Err(EnterError::Closed { until: "noon".to_owned() }),
        room => Ok(data.rooms.lock().unwrap().get(room).cloned().unwrap_or_default()),
    }
}

#[derive(Serialize, mizan::Type, mizan::Failure)]
pub enum SayError {
    #[mizan(validation)]
    Empty,
}

/// Says something to everybody in the room.
#[mizan::client(send = Chat)]
pub fn say(data: &Arc<Data>, room: String, text: String) -> Result<Line, SayError> {
    if text.is_empty() {
        return Err(SayError::Empty);
    }
    let mut rooms = data.rooms.lock().unwrap();
    let lines = rooms.entry(room).or_default();
    let line = Line { id: lines.len() as u32, text };
    lines.push(line.clone());
    Ok(line)
}

#[mizan::client(present = Chat)]
pub fn visitor(room: String) -> String {
    format!("a guest of {room}")
}
