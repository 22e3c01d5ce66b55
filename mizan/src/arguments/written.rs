//! A value in the words of a client, before its type is known.

use std::borrow::Cow;

use serde::de::DeserializeOwned;

use super::text::TextDeserializer;
use crate::json::canonical::canonical;

/// A value as a client wrote it.
#[derive(Clone, Copy, Debug)]
pub enum WrittenValue<'value> {
    /// JSON, in a body.
    Json(&'value str),
    /// Decoded text, in the query of a URL.
    Text(&'value str),
}

impl WrittenValue<'_> {
    /// The canonical text of the value as it was written; `None` if it is no JSON.
    pub(crate) fn canonical(&self) -> Option<Cow<'_, str>> {
        match self {
            Self::Json(json) => canonical(json).ok(),
            Self::Text(text) => Some(Cow::Borrowed(text)),
        }
    }

    pub(crate) fn read<T: DeserializeOwned>(self) -> Option<T> {
        match self {
            Self::Json(json) => serde_json::from_str(json).ok(),
            Self::Text(text) => T::deserialize(TextDeserializer(text)).ok(),
        }
    }
}
