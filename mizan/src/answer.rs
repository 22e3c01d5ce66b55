//! What a function answers: a value, or a value or a failure, written as JSON.

use crate::{Error, Type};

/// What a `#[mizan::client]` function can return: `T`, or `Result<T, E>`.
#[diagnostic::on_unimplemented(
    message = "a client function cannot return `{Self}`",
    label = "return `T` or `Result<T, E>`, where `T` travels and `E` is a failure",
    note = "`T` has `#[derive(serde::Serialize, mizan::Type)]`",
    note = "`E` is `mizan::Error`, into which `?` turns every error, or a type of yours that implements `mizan::Failure`"
)]
pub trait Answer {
    /// What a success brings.
    type Value: Type;

    /// Tells success from failure.
    fn into_result(self) -> Result<Self::Value, Error>;
}

impl<T: Type> Answer for T {
    type Value = T;

    fn into_result(self) -> Result<T, Error> {
        Ok(self)
    }
}

impl<T: Type, E: Failure> Answer for Result<T, E> {
    type Value = T;

    fn into_result(self) -> Result<T, Error> {
        self.map_err(Failure::into_error)
    }
}

/// An error type that a function may return.
///
/// [`Error`] is the usual one: `?` makes it from any other. Implement this for an error type of
/// your own that knows better which class of the protocol it is.
///
/// ```
/// enum ShopError {
///     SoldOut,
///     Database(std::io::Error),
/// }
///
/// impl mizan::Failure for ShopError {
///     fn into_error(self) -> mizan::Error {
///         match self {
///             Self::SoldOut => mizan::Error::conflict("sold out"),
///             Self::Database(error) => error.into(),
///         }
///     }
/// }
///
/// #[mizan::client]
/// fn buy(article: i64) -> Result<i64, ShopError> {
///     Err(ShopError::SoldOut)
/// }
/// # fn main() {}
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no error a function may return",
    label = "no `mizan::Failure`",
    note = "return `Result<_, mizan::Error>`: `?` turns every error into one, and keeps its text off the wire",
    note = "or implement `mizan::Failure` for `{Self}`, if it is yours, to say which class of error it is"
)]
pub trait Failure {
    /// The failure in the protocol's words.
    fn into_error(self) -> Error;
}

impl Failure for Error {
    fn into_error(self) -> Error {
        self
    }
}

impl Failure for std::convert::Infallible {
    fn into_error(self) -> Error {
        match self {}
    }
}
