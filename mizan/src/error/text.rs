//! An error as text: JSON for the client, and a line for the log.

use std::error::Error as StdError;
use std::fmt;

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::Error;

/// The JSON for the client, without the cause.
impl Serialize for Error {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut error = serializer.serialize_map(None)?;
        error.serialize_entry("code", self.code().as_str())?;
        if let Some(kind) = self.kind() {
            error.serialize_entry("kind", kind)?;
        }
        error.serialize_entry("message", self.message())?;
        if let Some(details) = &self.0.details {
            error.serialize_entry("details", details)?;
        }
        error.end()
    }
}

impl Error {
    pub(super) fn write_message(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.code().as_str())?;
        if let Some(kind) = self.kind() {
            write!(formatter, " {kind}")?;
        }
        write!(formatter, ": {}", self.message())
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write_message(formatter)?;
        let mut cause = self.cause().map(|cause| cause as &dyn StdError);
        while let Some(error) = cause {
            write!(formatter, ": {error}")?;
            cause = error.source();
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}
