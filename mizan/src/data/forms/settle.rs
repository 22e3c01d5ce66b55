//! The verdict of a rule of the server, which is a result or a future of one.

use std::fmt::Display;
use std::future::{Ready, ready};

/// What the function of a rule returned. `When` is [`Now`] for a result, and [`Later`] for a future.
#[diagnostic::on_unimplemented(
    message = "a rule of the server answers a `Result<(), E>`, and this one `{Self}`",
    label = "no verdict",
    note = "write `-> Result<(), String>`: the error is the text at the field, and the function may be `async`"
)]
pub trait Verdict<When> {
    /// The text at the field.
    type Refusal: Display;
    /// The verdict, once it is there.
    type Settled: Future<Output = Result<(), Self::Refusal>>;

    /// Waits for the verdict.
    fn settle(self) -> Self::Settled;
}

/// A verdict that is there.
pub struct Now;

/// The verdict of an `async` function.
pub struct Later;

impl<E: Display> Verdict<Now> for Result<(), E> {
    type Refusal = E;
    type Settled = Ready<Self>;

    fn settle(self) -> Ready<Self> {
        ready(self)
    }
}

impl<E: Display, F: Future<Output = Result<(), E>>> Verdict<Later> for F {
    type Refusal = E;
    type Settled = F;

    fn settle(self) -> F {
        self
    }
}

/// Waits for a verdict.
pub fn settle<When, V: Verdict<When>>(verdict: V) -> V::Settled {
    verdict.settle()
}
