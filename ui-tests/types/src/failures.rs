//! Errors that the client tells apart.

use serde::{Deserialize, Serialize};

use crate::structs::Named;

/// Why a user keeps the name.
#[derive(Serialize, mizan::Type, mizan::Failure)]
pub enum RenameError {
    /// Somebody else is called so.
    #[mizan(conflict, message = "`{suggestion}` is free")]
    Taken { suggestion: String },
    #[mizan(validation, message = "{0} letters are too many, {{0}} letters too few")]
    TooLong(u32),
    #[mizan(forbidden)]
    #[serde(rename = "not-yours")]
    NotYours(Named),
    #[mizan(not_found)]
    Gone,
    #[mizan(transparent)]
    Other(mizan::Error),
}

/// It is returned as an error, and sent as a value too.
#[derive(Clone, Serialize, Deserialize, mizan::Type, mizan::Failure)]
#[serde(rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum Refusal {
    #[mizan(too_many_requests)]
    TryLater { after_seconds: u32 },
    #[mizan(bad_request)]
    Pair(u8, Option<u8>),
}

#[derive(Serialize, mizan::Type, mizan::Failure)]
pub enum Lost<Thing> {
    #[mizan(not_found)]
    It(Thing),
}

pub type Answer<T> = Result<T, RenameError>;

#[derive(mizan::Context)]
pub struct Failing;

#[mizan::client(context = Failing)]
pub fn failing_read(name: Option<String>) -> Result<String, Refusal> {
    name.ok_or(Refusal::TryLater { after_seconds: 5 })
}

#[mizan::client]
pub fn rename(name: String) -> Answer<i64> {
    match name.as_str() {
        "Ada" => Err(RenameError::Taken { suggestion: "Ada2".to_owned() }),
        "" => Err(RenameError::Gone),
        "Named" => Err(RenameError::NotYours(Named { id: 1, name })),
        number => Ok(number.parse::<i64>()?),
    }
}

#[mizan::client]
pub fn refuse() -> Result<Vec<Refusal>, Refusal> {
    Err(Refusal::Pair(1, None))
}

#[mizan::client]
pub fn lose() -> Result<(), Lost<Named>> {
    Ok(())
}
