//! The application that the guide's page about Rust speaks to, and its client.

#![allow(missing_docs, reason = "only a test calls them")]

use std::sync::Mutex;

use mizan::auth::Session;
use mizan::{Error, Upload};
use serde::{Deserialize, Serialize};

#[derive(Serialize, mizan::Type)]
pub struct Profile {
    pub id: i64,
    pub name: String,
}

/// What a profile page shows.
#[derive(mizan::Context)]
pub struct User {
    pub user_id: i64,
}

#[mizan::client(context = User)]
pub fn user_profile(user_id: i64) -> Profile {
    Profile { id: user_id, name: "Ada".to_owned() }
}

#[mizan::client(context = User)]
pub fn user_orders(user_id: i64, page: Option<u32>) -> Vec<String> {
    vec![format!("{user_id}: {}", page.unwrap_or(1))]
}

#[derive(Serialize, mizan::Type, mizan::Failure)]
pub enum RenameError {
    #[mizan(conflict)]
    Taken { suggestion: String },
}

#[mizan::client(affects = User)]
pub fn rename_user(user_id: i64, name: String) -> Result<(), RenameError> {
    match name.as_str() {
        "Ada" => Err(RenameError::Taken { suggestion: format!("Ada{user_id}") }),
        _ => Ok(()),
    }
}

#[mizan::client]
pub fn talk(about: String) -> impl mizan::Stream<Item = String> {
    futures_util::stream::iter(["Some".to_owned(), about])
}

#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(tag = "kind")]
pub enum Shape {
    Circle { radius: u32 },
    Rectangle { width: u32, height: u32 },
}

#[mizan::client]
pub fn turn(shape: Shape) -> Shape {
    match shape {
        Shape::Rectangle { width, height } => Shape::Rectangle { width: height, height: width },
        circle @ Shape::Circle { .. } => circle,
    }
}

#[mizan::client]
pub fn add_photo(title: String, photo: Upload) -> String {
    format!("{title}: {} bytes", photo.len())
}

/// Who is asking.
#[derive(Serialize, Deserialize, mizan::Identity)]
pub struct Me {
    #[mizan(id)]
    pub id: i64,
}

#[derive(mizan::Context)]
pub struct Viewer;

#[mizan::client(context = Viewer)]
pub fn viewing(me: Option<&Me>) -> Option<i64> {
    Some(me?.id)
}

#[mizan::client(affects = Viewer)]
pub async fn sign_in(session: &Session, id: i64) -> Result<(), Error> {
    session.sign_in(&Me { id }).await
}

/// What everybody may write on the wall.
#[derive(Default)]
pub struct Notes(Mutex<Vec<String>>);

/// The wall that everybody looks at.
#[derive(mizan::Context)]
#[mizan(live)]
pub struct Wall;

#[mizan::client(context = Wall)]
pub fn notes(notes: &Notes) -> Vec<String> {
    notes.0.lock().expect("nobody panics with it").clone()
}

/// The desk of whoever is asking.
#[derive(mizan::Context)]
#[mizan(live)]
pub struct Desk;

#[mizan::client(context = Desk)]
pub fn papers(me: &Me, notes: &Notes) -> String {
    let notes = notes.0.lock().expect("nobody panics with it");
    format!("{} papers of {}", notes.len(), me.id)
}

#[mizan::client(affects = [Wall, Desk])]
pub fn add_note(notes: &Notes, text: String) {
    notes.0.lock().expect("nobody panics with it").push(text);
}

/// A room to talk in.
#[derive(mizan::Channel)]
#[mizan(message = String)]
pub struct Chat {
    pub room_id: i64,
}

#[mizan::client(join = Chat)]
pub fn enter(room_id: i64) -> String {
    format!("This is room {room_id}.")
}

#[mizan::client(send = Chat)]
pub fn say(room_id: i64, text: String) -> String {
    format!("{room_id}: {text}")
}

// The client that the build script writes.
include!(concat!(env!("OUT_DIR"), "/api.rs"));
