//! The failure of a function: the trait, and the functions that its derive calls.

use std::any::Any;

use mizan_ir::hash::UNRESOLVED;
use serde::Serialize;

use super::model::definitions::Types;
use crate::json::write::to_json;
use crate::{Code, Error};

/// An error type that a function may return.
///
/// [`Error`] is the usual one: `?` makes it from any other error. A failure whose cases the client
/// has to tell apart is an enum with this derive. One word on each variant names its
/// [class](crate::Code); the words are the names of the constructors of [`Error`].
///
/// ```
/// use serde::Serialize;
///
/// #[derive(Serialize, mizan::Type, mizan::Failure)]
/// pub enum RenameError {
///     /// AnyIdentity else is called so.
///     #[mizan(conflict, message = "The name is taken; `{suggestion}` is not.")]
///     Taken { suggestion: String },
///     #[mizan(not_found)]
///     Gone,
///     /// `?` makes it from any other error, whose text goes to the log alone.
///     #[mizan(transparent)]
///     Other(mizan::Error),
/// }
///
/// #[mizan::client]
/// fn rename(id: String, name: String) -> Result<(), RenameError> {
///     let id: i64 = id.parse()?;
///     if name == "Ada" {
///         return Err(RenameError::Taken { suggestion: format!("Ada{id}") });
///     }
///     Ok(())
/// }
///
/// let error = mizan::Failure::into_error(rename("5".into(), "Ada".into()).unwrap_err());
/// assert_eq!(error.code(), mizan::Code::Conflict);
/// assert_eq!(error.message(), "The name is taken; `Ada5` is not.");
/// assert_eq!(error.kind(), Some("Taken"));
/// assert_eq!(error.details(), Some(r#"{"suggestion":"Ada5"}"#));
/// ```
///
/// The client gets a union on `kind`: behind `error.kind === "Taken"` TypeScript knows
/// `error.details.suggestion`. A variant without a `message` has the general text of its class.
///
/// An enum that derives `thiserror::Error` as well is an error itself, so that `?` makes the
/// transparent variant from an [`Error`] alone: `.map_err(mizan::Error::from)?`.
///
/// The client knows an error type without the derive by its class alone:
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
    note = "or, if `{Self}` is yours, add `#[derive(serde::Serialize, mizan::Type, mizan::Failure)]`, and say of each variant which class of error it is: `#[mizan(conflict)]`"
)]
pub trait Failure {
    /// The hash of the type, where the client knows it.
    #[doc(hidden)]
    const HASH: u64 = UNRESOLVED;

    #[doc(hidden)]
    fn describe(_types: &mut Types) -> Option<mizan_ir::Type> {
        None
    }

    /// The failure as an error of the protocol.
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

/// Compiles if a function may fail with `F`.
pub const fn demand_failure<F: Failure>() {}

/// The result of a function with its failure as an [`Error`].
pub fn fail_as<T, F: Failure>(answer: Result<T, F>) -> Result<T, Error> {
    answer.map_err(F::into_error)
}

/// `serde::Serialize` under a name that macros can write in any crate, whatever it calls serde.
pub trait Written: Serialize {}

impl<T: Serialize> Written for T {}

/// The field of a transparent variant.
#[diagnostic::on_unimplemented(
    message = "what is transparent holds a `mizan::Error`, and `{Self}` is none",
    label = "not a `mizan::Error`",
    note = "write `Other(mizan::Error)`: `?` makes that from every error, so from `{Self}` too if it is one",
    note = "or say of this variant which class of error it is: `#[mizan(conflict)]`"
)]
pub trait Transparent {
    /// The error that the variant holds.
    fn open(self) -> Error;
}

impl Transparent for Error {
    fn open(self) -> Error {
        self
    }
}

/// The field of a transparent variant, made of an error.
///
/// It compiles for every type, so that a wrong field is reported once, by [`Transparent`].
pub fn close<T: 'static>(error: Error) -> T {
    let mut error = Some(error);
    let held = (&mut error as &mut dyn Any).downcast_mut::<Option<T>>().and_then(Option::take);
    held.unwrap_or_else(|| unreachable!("the field of a transparent variant is a `mizan::Error`"))
}

/// The errors that `?` turns into a failure without a transparent variant: none.
#[diagnostic::on_unimplemented(
    message = "`?` cannot turn `{Self}` into `{Failure}`, which has no variant for other errors",
    label = "to let `?` hold every error, add `#[mizan(transparent)] Other(mizan::Error)` to `{Failure}`",
    note = "a transparent variant holds every error, whose text goes to the log alone",
    note = "or turn this error into a variant of yours: `.map_err(|_| {Failure}::…)?`"
)]
pub trait ConvertedInto<Failure> {
    /// The failure.
    fn convert(self) -> Failure;
}

/// The error of a variant. Serde writes the variant as `"Kind"` or `{"Kind": details}`.
pub fn fail<F: Serialize>(
    failure: &F,
    kind: &'static str,
    code: Code,
    message: Option<String>,
) -> Error {
    let error = match message {
        _ if code == Code::Internal => {
            Error::internal(message.unwrap_or_else(|| format!("it failed with `{kind}`")))
        }
        Some(message) => Error::new(code, message),
        None => Error::new(code, code.describe()),
    };
    match to_json(failure).map_err(Error::internal).and_then(|json| details(&json, kind)) {
        Ok(details) => error.with_kind(kind, details),
        Err(error) => error,
    }
}

/// The JSON of the fields of a variant, if it has any.
fn details(json: &str, kind: &str) -> Result<Option<String>, Error> {
    let name = to_json(&kind)?;
    if json == name {
        return Ok(None);
    }
    let details = json.strip_prefix(&format!("{{{name}:")).and_then(|json| json.strip_suffix('}'));
    match details {
        Some(details) => Ok(Some(details.to_owned())),
        None => Err(Error::internal(format!(
            "`{kind}` is written as {json}: derive `serde::Serialize`, and leave the variants told \
             apart as they are by default"
        ))),
    }
}
