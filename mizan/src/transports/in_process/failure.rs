//! The error of a call, a read or a subscription, as a client gets it.

use std::fmt;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// An error as a client gets it: what is private to the server is not in it.
#[derive(Clone, Debug, Deserialize, PartialEq)]
pub struct Failure {
    code: String,
    message: String,
    kind: Option<String>,
    details: Option<Value>,
}

impl Failure {
    pub(super) fn local(message: impl Into<String>) -> Self {
        Self { code: "NETWORK".to_owned(), message: message.into(), kind: None, details: None }
    }

    pub(super) fn read(error: Value) -> Self {
        serde_json::from_value(error).unwrap_or_else(|error| Self::local(error.to_string()))
    }

    /// The class of the failure, such as `NOT_FOUND`; `NETWORK` if the server has closed the connection.
    pub fn code(&self) -> &str {
        &self.code
    }

    /// The text for the client.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The name of the variant, where the function has an error type of its own: `NameTaken`.
    pub fn kind(&self) -> Option<&str> {
        self.kind.as_deref()
    }

    /// The details as JSON: the fields of the variant, or those of the arguments that do not fit.
    pub fn details(&self) -> &Value {
        self.details.as_ref().unwrap_or(&Value::Null)
    }

    /// The details as a type.
    ///
    /// # Errors
    ///
    /// That of serde, if they do not fit the type.
    pub fn details_as<T: DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        T::deserialize(self.details())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { code, message, kind, .. } = self;
        match kind {
            Some(kind) => write!(formatter, "{code} ({kind}): {message}"),
            None => write!(formatter, "{code}: {message}"),
        }
    }
}

impl std::error::Error for Failure {}
