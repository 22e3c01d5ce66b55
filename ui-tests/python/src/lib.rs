//! The application that the guide's page about Python speaks to.

#![allow(missing_docs, reason = "only a test calls them")]

pub mod live;

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
#[mizan(live)]
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

/// The orders of all users, newest first.
#[derive(mizan::Context)]
pub struct Past;

#[mizan::client(context = Past)]
pub fn past_orders(#[mizan(page)] offset: Option<u32>) -> Vec<String> {
    let first = offset.unwrap_or(0);
    (first..first + 10).map(|number| format!("order {number}")).collect()
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
#[mizan(live)]
pub struct Viewer;

#[mizan::client(context = Viewer)]
pub fn viewing(me: Option<&Me>) -> Option<i64> {
    Some(me?.id)
}

#[mizan::client(affects = Viewer)]
pub async fn sign_in(session: &Session, id: i64) -> Result<(), Error> {
    session.sign_in(&Me { id }).await
}
