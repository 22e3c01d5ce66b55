//! Types whose values serde reads where there is none: what is transparent around an `Option`, and a
//! field of a generic type whose argument is an `Option`.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::structs::NewtypeOption;

#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(transparent)]
pub struct Note(pub Option<String>);

#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(transparent)]
pub struct NamedNote {
    pub inner: Arc<Note>,
    #[serde(skip)]
    pub seen: bool,
}

#[derive(Serialize, Deserialize, Clone, mizan::Type)]
#[serde(from = "Option<u8>", into = "Option<u8>")]
pub struct Rating(pub u8);

impl From<Option<u8>> for Rating {
    fn from(rating: Option<u8>) -> Self {
        Self(rating.unwrap_or_default())
    }
}

impl From<Rating> for Option<u8> {
    fn from(rating: Rating) -> Self {
        Some(rating.0)
    }
}

#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(try_from = "Note")]
pub struct NoteRead {
    pub written: u8,
}

impl TryFrom<Note> for NoteRead {
    type Error = std::num::ParseIntError;

    fn try_from(note: Note) -> Result<Self, Self::Error> {
        Ok(Self { written: note.0.map_or(Ok(0), |text| text.parse())? })
    }
}

#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(transparent)]
pub struct Through<T>(pub T);

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct NoteHolder {
    pub note: Note,
    pub named: NamedNote,
    pub rating: Rating,
    pub read: NoteRead,
    pub through: Through<Option<u8>>,
    pub required: Through<u8>,
    pub newtype: NewtypeOption,
}

#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(tag = "kind", content = "content")]
pub enum AdjacentNote {
    Note(Note),
    Rating(Rating),
    Newtype(NewtypeOption),
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Given<T> {
    /// The value.
    pub value: T,
    pub through: Through<T>,
    pub list: Vec<T>,
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct GivenTwice<A, B> {
    pub given: Given<A>,
    pub wrapped: Given<Through<B>>,
    pub plain: Vec<B>,
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub enum GivenEnum<T> {
    One { value: T },
    Two(Given<T>),
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct FlatGiven {
    pub id: u8,
    #[serde(flatten)]
    pub given: Given<Option<u8>>,
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct GivenChain<T> {
    pub value: T,
    pub next: Option<Box<GivenChain<T>>>,
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Absent {
    pub holder: NoteHolder,
    pub adjacent: AdjacentNote,
    pub optional: Given<Option<u8>>,
    pub note: Given<Note>,
    pub plain: Given<String>,
    pub unit: Given<()>,
    pub json: Given<serde_json::Value>,
    pub newtype: Given<NewtypeOption>,
    pub outer: GivenTwice<Option<u8>, Rating>,
    pub outer_plain: GivenTwice<u8, u8>,
    pub given_enum: GivenEnum<Option<u8>>,
    pub flat: FlatGiven,
    pub chain: GivenChain<Option<u8>>,
}

#[mizan::client]
pub fn send_absent(table: Absent) -> Absent {
    table
}

#[mizan::client]
pub fn send_note(note: Note, rating: Rating, newtype: NewtypeOption) -> Note {
    let _ = (rating, newtype);
    note
}
