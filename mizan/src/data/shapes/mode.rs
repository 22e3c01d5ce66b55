//! Whether a shape shows all rows of its relations: only such a shape can be written back.

use std::marker::PhantomData;

/// Whether a shape shows all rows of its relations.
pub trait Mode {}

/// The mode of a shape that shows all of them.
pub struct Whole;

/// The mode of a shape `S` that shows a part of a relation.
pub struct Part<S>(PhantomData<S>);

impl Mode for Whole {}
impl<S> Mode for Part<S> {}

/// The mode of a shape with relations: whole if all of them are.
pub trait And<Other: Mode> {
    /// The mode of both.
    type Both: Mode;
}

impl<Other: Mode> And<Other> for Whole {
    type Both = Other;
}

impl<S, Other: Mode> And<Other> for Part<S> {
    type Both = Self;
}
