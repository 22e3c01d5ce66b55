//! The return type of a function: a value, or a `Result` of a value and a failure.

use std::marker::PhantomData;

use mizan_ir::hash::{UNRESOLVED, node};

use super::failure::Failure;
use super::model::definitions::{DescribeAnswer, Types};
use super::types::{Plain, Type};
use crate::Error;

/// A type that a `#[mizan::client]` function may return: `T` or `Result<T, E>`, where `T` is a
/// [`Type`](crate::Type) and `E` a [`Failure`](crate::Failure).
///
/// ```
/// #[mizan::client]
/// fn ping() -> String {
///     "pong".to_owned()
/// }
///
/// #[mizan::client]
/// fn parse(text: String) -> Result<i64, mizan::Error> {
///     Ok(text.parse()?)
/// }
/// # fn main() {}
/// ```
#[diagnostic::on_unimplemented(
    message = "a client function cannot return `{Self}`",
    label = "return `T` or `Result<T, E>`, where `T` travels and `E` is a failure",
    note = "`T` has `#[derive(serde::Serialize, mizan::Type)]`",
    note = "`E` is `mizan::Error`, into which `?` turns every error, or an enum of yours that derives `mizan::Failure`"
)]
pub trait Answer {
    /// The type of a success.
    type Value: Type;

    #[doc(hidden)]
    const HASH: u64;

    /// The models of the success and of the failure. A failure that the client knows by its class
    /// alone has none.
    #[doc(hidden)]
    fn describe(types: &mut Types) -> (mizan_ir::Type, Option<mizan_ir::Type>);

    /// The success, or the failure as an [`Error`].
    fn into_result(self) -> Result<Self::Value, Error>;
}

#[diagnostic::do_not_recommend]
impl<T: Plain> Answer for T {
    type Value = T;

    const HASH: u64 = T::HASH;

    fn describe(types: &mut Types) -> (mizan_ir::Type, Option<mizan_ir::Type>) {
        (T::describe(types), None)
    }

    fn into_result(self) -> Result<T, Error> {
        Ok(self)
    }
}

impl<T: Type, E: Failure> Answer for Result<T, E> {
    type Value = T;

    const HASH: u64 = match E::HASH {
        UNRESOLVED => T::HASH,
        error => node("Result", &[T::HASH, error]),
    };

    fn describe(types: &mut Types) -> (mizan_ir::Type, Option<mizan_ir::Type>) {
        (T::describe(types), E::describe(types))
    }

    fn into_result(self) -> Result<T, Error> {
        self.map_err(Failure::into_error)
    }
}

/// A `Result`, so that the macro can name what a success of it holds.
pub trait Fallible {
    /// The success.
    type Value;
}

impl<T, E> Fallible for Result<T, E> {
    type Value = T;
}

/// The hash of a return type.
pub const fn hash_of_answer<A: Answer>() -> u64 {
    A::HASH
}

/// The constants of a return type: the compiler takes the inherent ones of [`AnswerProbe`] for an
/// [`Answer`], and otherwise those of [`NoAnswer`], so that the missing trait is reported once,
/// where the result is written.
pub struct AnswerProbe<T>(PhantomData<T>);

impl<A: Answer> AnswerProbe<A> {
    /// The hash of the success and the failure.
    pub const WHOLE: u64 = A::HASH;
    /// The hash of the success.
    pub const HASH: u64 = <A::Value as Type>::HASH;
    /// The model of both.
    pub const DESCRIBE: DescribeAnswer = A::describe;
}

/// The constants of a type that no function can return.
pub trait NoAnswer {
    /// No hash.
    const WHOLE: u64 = UNRESOLVED;
    /// No hash.
    const HASH: u64 = UNRESOLVED;
    /// No model.
    const DESCRIBE: DescribeAnswer = |_| (mizan_ir::Type::Unit, None);
}

impl<T> NoAnswer for AnswerProbe<T> {}
