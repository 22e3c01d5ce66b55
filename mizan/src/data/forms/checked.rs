//! An argument whose rules the server has checked.

use std::fmt::{self, Debug, Formatter};
use std::ops::Deref;
use std::pin::Pin;

use serde_json::Value;

use super::form::{Checking, Form};
use super::needs::Needs;
use super::problems::Problems;
use super::validator::ask_for;
use crate::declared::call::Call;

/// A form as an argument of a function: its rules hold when the function runs. Otherwise the caller
/// gets `VALIDATION_ERROR`, with a message at the path of each field.
///
/// It reads as what is inside, which [`Valid::into_inner`] takes out.
///
/// ```
/// #[derive(serde::Deserialize, mizan::Type, mizan::Form)]
/// pub struct Signup {
///     #[form(length(8..=200), widget = password)]
///     pub password: String,
///     #[form(matches = password, widget = password)]
///     pub again: String,
/// }
///
/// #[mizan::client]
/// async fn sign_up(form: mizan::Valid<Signup>) -> usize {
///     form.password.len()
/// }
/// # fn main() {}
/// ```
pub struct Valid<T>(T);

impl<T> Valid<T> {
    /// The value as it is, unchecked: for a test or a job that calls the function itself.
    ///
    /// ```
    /// # #[derive(serde::Deserialize, mizan::Type, mizan::Form)]
    /// # pub struct Note { #[form(required)] pub text: String }
    /// let note = mizan::Valid::unchecked(Note { text: "Hello".to_owned() });
    /// assert_eq!(note.text, "Hello");
    /// ```
    pub fn unchecked(value: T) -> Self {
        Self(value)
    }

    /// The value.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> Deref for Valid<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: Debug> Debug for Valid<T> {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

/// The type of an argument that is called `Valid`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is called like `mizan::Valid`, and is another type",
    label = "not `mizan::Valid`",
    note = "give the type of this argument another name"
)]
pub trait Checked: Sized {
    /// The type that the caller sends.
    type Content;

    /// What checks it. It is one constant, because the compiler tells of a form that lacks its rules wherever an item
    /// is named in its own way, and of a constant always in the same way, which is told once.
    const RULES: Rules<Self::Content, Self>;
}

/// What checks an argument.
pub struct Rules<Content, Checked> {
    /// Adds the types that the rules borrow from the server.
    pub needs: fn(&mut Needs),
    /// Checks a value. The function must not run if there are problems afterwards.
    pub check: Check<Content, Checked>,
    /// Checks the rules of the server for one field of the argument of that name.
    pub ask: Ask,
}

/// Checks the argument of that name.
type Check<Content, Checked> =
    for<'check> fn(
        Content,
        &'static str,
        &'check Call,
        &'check mut Problems,
    ) -> Pin<Box<dyn Future<Output = Checked> + Send + 'check>>;

/// Checks a field of an argument: the name of the argument, the path of the field, and its value.
type Ask = for<'check> fn(
    &'check str,
    &'check str,
    &'check Value,
    &'check Call,
    &'check mut Problems,
) -> Checking<'check>;

impl<T: Form> Checked for Valid<T> {
    type Content = T;

    const RULES: Rules<T, Self> = Rules {
        needs: T::needs,
        check: |content, name, call, problems| {
            Box::pin(async move {
                let outside = problems.enter(name);
                content.check(problems);
                content.check_on_server(call, problems).await;
                problems.leave(outside);
                Self(content)
            })
        },
        ask: |argument, field, value, call, problems| {
            Box::pin(ask_for::<T>(argument, field, value, call, problems))
        },
    };
}
