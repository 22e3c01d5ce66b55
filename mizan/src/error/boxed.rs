//! An error of Mizan as one of the standard library, and any other error as one of Mizan.

use std::error::Error as StdError;
use std::fmt;

use super::Error;

/// The type behind [`Error::into_boxed`]: it displays the message, and its source is the cause.
pub(super) struct Boxed(pub(super) Error);

impl fmt::Display for Boxed {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.write_message(formatter)
    }
}

impl fmt::Debug for Boxed {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, formatter)
    }
}

impl StdError for Boxed {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.cause().map(|cause| cause as &dyn StdError)
    }
}

// Not for `Box<dyn StdError + Send + Sync>`: what becomes that becomes an `Error`, and two
// conversions of an `Error` into itself would overlap.
impl From<Error> for Box<dyn StdError> {
    fn from(error: Error) -> Self {
        error.into_boxed()
    }
}

impl<E: Into<Box<dyn StdError + Send + Sync>>> From<E> for Error {
    fn from(error: E) -> Self {
        match error.into().downcast::<Boxed>() {
            Ok(boxed) => boxed.0,
            Err(error) => Self::internal(error),
        }
    }
}
