//! The normal form of a parameter of a context: its value as the server writes it again.
//!
//! Two spellings of one value, such as `2024-01-01T00:00:00.000Z` and `…00Z`, name one instance. The
//! text of a client is therefore read into the type of the parameter and written again, before it is
//! compared with a scope.

use std::marker::PhantomData;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::arguments::written::WrittenValue;

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
