//! The trait of forms, and the types around them that are forms as well.

use std::collections::{BTreeMap, HashMap};
use std::marker::PhantomData;
use std::pin::Pin;

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::needs::Needs;
use super::problems::Problems;
use super::validator::step;
use crate::declared::call::Call;

/// The rules of the server for one value, while they are checked.
pub type Checking<'check> = Pin<Box<dyn Future<Output = ()> + Send + 'check>>;

/// What a caller sends, with rules. `#[derive(mizan::Form)]` implements it:
///
/// ```
/// #[derive(serde::Deserialize, mizan::Type, mizan::Form)]
/// #[form(title = "Contact us", submit = "Send")]
/// pub struct Contact {
///     #[form(length(1..=100))]
///     pub name: String,
///     #[form(email)]
///     pub email: String,
///     #[form(length(10..), widget = textarea, help = "In your own words.")]
///     pub message: String,
/// }
///
/// #[mizan::client]
/// async fn contact(form: mizan::Valid<Contact>) -> Result<String, mizan::Error> {
///     Ok(format!("We write to {}.", form.email))
/// }
/// # fn main() {}
/// ```
///
/// A list, an option, a box and a map of forms are forms too, and so is every field of a form that has
/// such a type: the rules inside are checked, and an error has the whole path, `lines[3].qty`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no rules",
    label = "not a form",
    note = "derive it beside `mizan::Type`: `#[derive(serde::Deserialize, mizan::Type, mizan::Form)]`"
)]
pub trait Form: Send + Sync + Sized + 'static {
    /// The messages of the rules that a client knows too, by the path of each field; of many, those of 20
    /// paths. The rules of the server, with `custom`, run in a call alone.
    ///
    /// ```
    /// use mizan::Form as _;
    ///
    /// #[derive(serde::Deserialize, mizan::Type, mizan::Form)]
    /// pub struct Note {
    ///     #[form(required)]
    ///     pub text: String,
    /// }
    ///
    /// let problems = Note { text: " ".to_owned() }.problems();
    /// assert_eq!(problems["text"], ["is required"]);
    /// ```
    fn problems(&self) -> BTreeMap<String, Vec<String>> {
        let mut problems = Problems::default();
        self.check(&mut problems);
        problems.into_messages()
    }

    /// Checks the rules that a client knows too.
    #[doc(hidden)]
    fn check(&self, problems: &mut Problems);

    /// Checks the rules that only the server knows, where nothing else is wrong.
    #[doc(hidden)]
    fn check_on_server<'check>(
        &'check self,
        call: &'check Call,
        problems: &'check mut Problems,
    ) -> Checking<'check>;

    /// Checks the rules of the server for the one field at a path, where its other rules hold.
    #[doc(hidden)]
    fn ask<'check>(
        path: &'check str,
        value: &'check Value,
        call: &'check Call,
        problems: &'check mut Problems,
    ) -> Checking<'check>;

    /// The types that the rules of the server borrow.
    #[doc(hidden)]
    fn needs(needs: &mut Needs);
}

/// A field of any type: `CHECK` checks it if its type is a form. The constants of [`NoForm`] are found
/// for every other type.
pub struct FormProbe<T>(PhantomData<T>);

/// The check of a field on the server; `None` for a type that is no form.
type CheckOnServer<T> =
    for<'check> fn(&'check T, &'check Call, &'check mut Problems) -> Option<Checking<'check>>;

/// The rules of one field, by its path inside of a value.
type AskFor = for<'check> fn(
    &'check str,
    &'check Value,
    &'check Call,
    &'check mut Problems,
) -> Checking<'check>;

impl<T: Form> FormProbe<T> {
    /// Checks the rules that a client knows too.
    pub const CHECK: fn(&T, &mut Problems) = T::check;
    /// Checks the rules of the server.
    pub const CHECK_ON_SERVER: CheckOnServer<T> =
        |value, call, problems| Some(value.check_on_server(call, problems));
    /// Checks the rules of the server for one field.
    pub const ASK: AskFor = T::ask;
    /// Adds the types that the rules borrow.
    pub const NEEDS: fn(&mut Needs) = T::needs;
}

/// The constants of a type that is no form.
pub trait NoForm<T> {
    /// Checks nothing.
    const CHECK: fn(&T, &mut Problems) = |_, _| {};
    /// Checks nothing.
    const CHECK_ON_SERVER: CheckOnServer<T> = |_, _, _| None;
    /// Checks nothing.
    const ASK: AskFor = |_, _, _, _| Box::pin(async {});
    /// Adds nothing.
    const NEEDS: fn(&mut Needs) = |_| {};
}

impl<T> NoForm<T> for FormProbe<T> {}

/// A field of any type: `READ` reads its value alone, if its type can be read.
pub struct ReadProbe<T>(PhantomData<T>);

impl<T: DeserializeOwned> ReadProbe<T> {
    /// Reads a value.
    pub const READ: fn(&Value) -> Option<T> = |value| T::deserialize(value).ok();
}

/// The constant of a type that serde does not read.
pub trait NotRead<T> {
    /// Reads nothing.
    const READ: fn(&Value) -> Option<T> = |_| None;
}

impl<T> NotRead<T> for ReadProbe<T> {}

impl<T: Form> Form for Option<T> {
    fn check(&self, problems: &mut Problems) {
        self.iter().for_each(|value| value.check(problems));
    }

    fn check_on_server<'check>(
        &'check self,
        call: &'check Call,
        problems: &'check mut Problems,
    ) -> Checking<'check> {
        match self {
            Some(value) => value.check_on_server(call, problems),
            None => Box::pin(async {}),
        }
    }

    fn ask<'check>(
        path: &'check str,
        value: &'check Value,
        call: &'check Call,
        problems: &'check mut Problems,
    ) -> Checking<'check> {
        T::ask(path, value, call, problems)
    }

    fn needs(needs: &mut Needs) {
        T::needs(needs);
    }
}

impl<T: Form> Form for Box<T> {
    fn check(&self, problems: &mut Problems) {
        (**self).check(problems);
    }

    fn check_on_server<'check>(
        &'check self,
        call: &'check Call,
        problems: &'check mut Problems,
    ) -> Checking<'check> {
        (**self).check_on_server(call, problems)
    }

    fn ask<'check>(
        path: &'check str,
        value: &'check Value,
        call: &'check Call,
        problems: &'check mut Problems,
    ) -> Checking<'check> {
        T::ask(path, value, call, problems)
    }

    fn needs(needs: &mut Needs) {
        T::needs(needs);
    }
}

impl<T: Form> Form for Vec<T> {
    fn check(&self, problems: &mut Problems) {
        for (index, value) in self.iter().enumerate() {
            let outside = problems.enter_index(index);
            value.check(problems);
            problems.leave(outside);
        }
    }

    fn check_on_server<'check>(
        &'check self,
        call: &'check Call,
        problems: &'check mut Problems,
    ) -> Checking<'check> {
        Box::pin(async move {
            for (index, value) in self.iter().enumerate() {
                let outside = problems.enter_index(index);
                value.check_on_server(call, problems).await;
                problems.leave(outside);
            }
        })
    }

    fn ask<'check>(
        path: &'check str,
        value: &'check Value,
        call: &'check Call,
        problems: &'check mut Problems,
    ) -> Checking<'check> {
        ask_inside::<T>(path, value, call, problems)
    }

    fn needs(needs: &mut Needs) {
        T::needs(needs);
    }
}

/// Asks for a field of an item, by a path that begins with the index or the key.
fn ask_inside<'check, T: Form>(
    path: &'check str,
    value: &'check Value,
    call: &'check Call,
    problems: &'check mut Problems,
) -> Checking<'check> {
    T::ask(step(path).1, value, call, problems)
}

/// The errors are sorted by their paths, so that the order of a map does not matter.
macro_rules! implement_map {
    ($map:ident [$($parameter:ident)*]) => {
        impl<T: Form $(, $parameter: Send + Sync + 'static)*> Form
            for $map<String, T $(, $parameter)*>
        {
            fn check(&self, problems: &mut Problems) {
                for (key, value) in self {
                    let outside = problems.enter(key);
                    value.check(problems);
                    problems.leave(outside);
                }
            }

            fn check_on_server<'check>(
                &'check self,
                call: &'check Call,
                problems: &'check mut Problems,
            ) -> Checking<'check> {
                Box::pin(async move {
                    for (key, value) in self {
                        let outside = problems.enter(key);
                        value.check_on_server(call, problems).await;
                        problems.leave(outside);
                    }
                })
            }

            fn ask<'check>(
                path: &'check str,
                value: &'check Value,
                call: &'check Call,
                problems: &'check mut Problems,
            ) -> Checking<'check> {
                ask_inside::<T>(path, value, call, problems)
            }

            fn needs(needs: &mut Needs) {
                T::needs(needs);
            }
        }
    };
}

implement_map!(BTreeMap []);
implement_map!(HashMap[S]);
