//! What a function answers: a value, or a value or a failure.

use std::marker::PhantomData;

use mizan_ir::hash::{UNRESOLVED, node};

use super::model::{DescribeAnswer, Types};
use crate::{Error, Failure, Type};

/// What a `#[mizan::client]` function can return: `T`, or `Result<T, E>`.
#[diagnostic::on_unimplemented(
    message = "a client function cannot return `{Self}`",
    label = "return `T` or `Result<T, E>`, where `T` travels and `E` is a failure",
    note = "`T` has `#[derive(serde::Serialize, mizan::Type)]`",
    note = "`E` is `mizan::Error`, into which `?` turns every error, or an enum of yours that derives `mizan::Failure`"
)]
pub trait Answer {
    /// What a success brings.
    type Value: Type;

    #[doc(hidden)]
    const HASH: u64;

    /// What a success brings, and what the client knows of a failure.
    #[doc(hidden)]
    fn describe(types: &mut Types) -> (mizan_ir::Type, Option<mizan_ir::Type>);

    /// Tells success from failure.
    fn into_result(self) -> Result<Self::Value, Error>;
}

impl<T: Type> Answer for T {
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

/// The hash of what a function answers.
pub const fn hash_of_answer<A: Answer>() -> u64 {
    A::HASH
}

/// Knows what a function answers: the compiler takes the constants of [`AnswerProbe`] where there
/// are any, and those of [`NoAnswer`] where it says elsewhere that there are none.
pub struct AnswerProbe<T>(PhantomData<T>);

impl<A: Answer> AnswerProbe<A> {
    /// The hash of what it answers, of a failure too.
    pub const WHOLE: u64 = A::HASH;
    /// The hash of what a success brings.
    pub const HASH: u64 = <A::Value as Type>::HASH;
    /// The model of it.
    pub const DESCRIBE: DescribeAnswer = A::describe;
}

/// What no function can return.
pub trait NoAnswer {
    /// No hash.
    const WHOLE: u64 = UNRESOLVED;
    /// No hash.
    const HASH: u64 = UNRESOLVED;
    /// No model.
    const DESCRIBE: DescribeAnswer = |_| (mizan_ir::Type::Unit, None);
}

impl<T> NoAnswer for AnswerProbe<T> {}
