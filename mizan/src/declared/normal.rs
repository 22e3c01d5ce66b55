//! The normal form of a parameter of a context: its value as the server writes it again.
//!
//! Two spellings of one value, such as `2024-01-01T00:00:00.000Z` and `…00Z`, name one instance. What
//! a client wrote is therefore read into the type of the parameter and written again, before it is
//! compared with a scope.

use std::borrow::Cow;
use std::marker::PhantomData;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::arguments::text::TextDeserializer;
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

    fn read<T: DeserializeOwned>(self) -> Option<T> {
        match self {
            Self::Json(json) => serde_json::from_str(json).ok(),
            Self::Text(text) => T::deserialize(TextDeserializer(text)).ok(),
        }
    }
}

/// The type of a parameter, which may have a normal form: the compiler takes [`NormalForm`] where the
/// type is read and written as JSON, and [`NoNormalForm`], one reference further, where it is not.
pub struct NormalProbe<T>(PhantomData<fn() -> T>);

impl<T> NormalProbe<T> {
    /// The probe of a type.
    pub const NEW: Self = Self(PhantomData);
}

/// The normal form of a type that is read and written as JSON.
pub trait NormalForm {
    /// The JSON of the value as the server writes it; `None` where the value does not fit the type.
    fn normalize(&self, written: WrittenValue<'_>) -> Option<String>;
}

impl<T: Serialize + DeserializeOwned> NormalForm for NormalProbe<T> {
    fn normalize(&self, written: WrittenValue<'_>) -> Option<String> {
        serde_json::to_string(&written.read::<T>()?).ok()
    }
}

/// The normal form of any other type.
pub trait NoNormalForm {
    /// None: the value is compared as it was written.
    fn normalize(&self, written: WrittenValue<'_>) -> Option<String>;
}

impl<T> NoNormalForm for &NormalProbe<T> {
    fn normalize(&self, _written: WrittenValue<'_>) -> Option<String> {
        None
    }
}
