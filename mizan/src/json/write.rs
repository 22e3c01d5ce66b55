//! A value as JSON: written behind the bytes of a body, or as a text of its own.

use std::fmt;

use serde::Serialize;

use super::error::WriteError;
use super::writer::Writer;

/// Writes a value behind the bytes of `body`. An integer that JavaScript would round is refused.
pub(crate) fn write<T: Serialize + ?Sized>(
    value: &T,
    body: &mut Vec<u8>,
) -> Result<(), WriteError> {
    value.serialize(Writer::new(body))
}

/// The JSON text of a value.
pub(crate) fn to_json<T: Serialize>(value: &T) -> Result<String, NoJson> {
    let mut body = Vec::new();
    write(value, &mut body).map_err(|error| NoJson::of(value, &error))?;
    String::from_utf8(body).map_err(|error| NoJson(error.to_string()))
}

/// Writes a string with its quotes.
pub(crate) fn write_text(text: &str, body: &mut Vec<u8>) {
    write(text, body).expect("a string has JSON");
}

/// The error of a value that has no JSON, with the place inside of the value.
#[derive(Debug)]
pub(crate) struct NoJson(String);

impl NoJson {
    /// Serialises the value again to find the place at which [`write`] failed.
    #[cold]
    pub(crate) fn of<T: Serialize>(value: &T, error: &WriteError) -> Self {
        Self(format!("the answer has no JSON at `{}`: {error}", find_failure(value)))
    }
}

impl fmt::Display for NoJson {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for NoJson {}

fn find_failure<T: Serialize>(value: &T) -> String {
    let mut track = serde_path_to_error::Track::new();
    let mut body = Vec::new();
    let serializer = serde_path_to_error::Serializer::new(Writer::new(&mut body), &mut track);
    match value.serialize(serializer) {
        Ok(()) => String::new(),
        Err(_) => track.path().to_string(),
    }
}
