//! What several reads share, and what a mutation can make stale.

use super::model::Types;
use super::scope::Scope;
use super::target::{Target, TargetKind, are_ascii_words};

/// A context: reads that share parameters, one request and one cache entry.
///
/// The fields of the struct are the parameters that tell its instances apart; a context without
/// parameters is a unit struct. Its wire name is the struct's name in `snake_case`.
///
/// ```
/// /// What a profile page shows.
/// #[derive(mizan::Context)]
/// pub struct User {
///     pub user_id: i64,
/// }
///
/// assert_eq!(<User as mizan::Context>::NAME, "user");
/// assert_eq!(<User as mizan::Context>::PARAMETERS, ["user_id"]);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no context",
    label = "no `mizan::Context`",
    note = "a context is a struct of its own: `#[derive(mizan::Context)] pub struct User {{ pub user_id: i64 }}`"
)]
pub trait Context: Affected {
    /// The name on the wire.
    const NAME: &'static str;
    /// The names of its parameters, in the order of their declaration.
    const PARAMETERS: &'static [&'static str];

    #[doc(hidden)]
    fn scope(&self) -> Scope;

    #[doc(hidden)]
    fn describe(types: &mut Types) -> mizan_ir::Context;
}

/// What `affects` can name: a context, or a function that reads one.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is neither a context nor a function that reads one",
    label = "a mutation cannot affect this",
    note = "`affects` names a `#[derive(mizan::Context)]` struct, or a function with `#[mizan::client(context = …)]`"
)]
pub trait Affected {
    #[doc(hidden)]
    const TARGET: Target;
}

/// The context that every page has: no parameters, read once at the root.
///
/// ```
/// #[mizan::client(context = mizan::Global)]
/// fn announcement() -> String {
///     "closed on Friday".to_owned()
/// }
/// # fn main() {}
/// ```
pub struct Global;

impl Context for Global {
    const NAME: &'static str = "global";
    const PARAMETERS: &'static [&'static str] = &[];

    fn scope(&self) -> Scope {
        Scope::default()
    }

    fn describe(_types: &mut Types) -> mizan_ir::Context {
        mizan_ir::Context::default()
    }
}

impl Affected for Global {
    const TARGET: Target = Target::context::<Self>();
}

impl Target {
    /// Every read of a context.
    pub const fn context<C: Context>() -> Self {
        Self {
            kind: TargetKind::Context,
            name: C::NAME,
            context: C::NAME,
            parameters: C::PARAMETERS,
            is_explicit: false,
            is_ascii_word: are_ascii_words(C::NAME, C::PARAMETERS),
            describe: C::describe,
        }
    }

    /// One read of a context.
    pub const fn function<C: Context>(name: &'static str) -> Self {
        Self::context::<C>().named(TargetKind::Function, name)
    }
}
