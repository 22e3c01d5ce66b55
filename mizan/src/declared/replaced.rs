//! An answer whose JSON is that of another type: `#[mizan::client(as = "String")]`.

use std::marker::PhantomData;

use serde::{Serialize, Serializer};

use super::answer::Answer;
use super::failure::Failure;
use super::model::definitions::{DescribeAnswer, Types};
use super::types::{Plain, Type};

/// A value with the JSON of the type `As`, which the client knows instead.
pub struct Replaced<T, As: ?Sized> {
    /// The value.
    pub value: T,
    replacement: PhantomData<fn(&As)>,
}

impl<T, As: ?Sized> Replaced<T, As> {
    fn new(value: T) -> Self {
        Self { value, replacement: PhantomData }
    }
}

impl<T: Serialize, As: ?Sized> Serialize for Replaced<T, As> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value.serialize(serializer)
    }
}

impl<T, As: Type + ?Sized> Type for Replaced<T, As> {
    const HASH: u64 = As::HASH;

    fn describe(types: &mut Types) -> mizan_ir::Type {
        As::describe(types)
    }
}

impl<T, As: Type + ?Sized> Plain for Replaced<T, As> {}

/// The value that a function answered. The compiler takes the inherent method of a `Result`, and of
/// any other value that of [`ReplaceAlone`].
pub struct Answered<T>(pub T);

impl<T, E> Answered<Result<T, E>> {
    /// Gives a success the JSON of another type.
    pub fn replace<As: ?Sized>(self) -> Result<Replaced<T, As>, E> {
        self.0.map(Replaced::new)
    }
}

/// An answer that is no `Result`.
pub trait ReplaceAlone {
    /// The type of the answer.
    type Value;

    /// Gives the answer the JSON of another type.
    fn replace<As: ?Sized>(self) -> Replaced<Self::Value, As>;
}

impl<T> ReplaceAlone for Answered<T> {
    type Value = T;

    fn replace<As: ?Sized>(self) -> Replaced<T, As> {
        Replaced::new(self.0)
    }
}

/// The constants of an answer with the JSON of another type. The compiler takes the inherent ones of
/// a `Result`, and of any other type those of [`ReplacedAlone`].
pub struct ReplacedProbe<T, As: ?Sized>(PhantomData<T>, PhantomData<fn(&As)>);

impl<T, E: Failure, As: Type + ?Sized> ReplacedProbe<Result<T, E>, As> {
    /// The hash of the success and the failure.
    pub const WHOLE: u64 = <Result<Replaced<T, As>, E> as Answer>::HASH;
    /// The model of both.
    pub const DESCRIBE: DescribeAnswer = <Result<Replaced<T, As>, E> as Answer>::describe;
}

/// The constants of an answer that is no `Result`.
pub trait ReplacedAlone {
    /// The hash of the answer.
    const WHOLE: u64;
    /// The model of the answer.
    const DESCRIBE: DescribeAnswer;
}

impl<T, As: Type + ?Sized> ReplacedAlone for ReplacedProbe<T, As> {
    const WHOLE: u64 = As::HASH;
    const DESCRIBE: DescribeAnswer = |types| (As::describe(types), None);
}
