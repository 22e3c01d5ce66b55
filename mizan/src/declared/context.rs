//! Contexts, and the targets by which mutations name them.

use super::model::definitions::Types;
use super::scope::Scope;
use crate::arguments::written::WrittenValue;

/// A context: a group of reads that share parameters, one request and one cache entry.
///
/// The fields of the struct are the parameters of the context; their values identify an instance of
/// the context. A context without parameters is a unit struct. The name on the wire is the name of
/// the struct in `snake_case`.
///
/// ```
/// /// The data of a profile page.
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
    /// The names of the parameters, in the order of their declaration.
    const PARAMETERS: &'static [&'static str];
    /// `true` if sockets may subscribe its instances: `#[mizan(live)]`.
    const IS_LIVE: bool = false;
    /// For how many seconds after a change a cache may still answer with what it has from before, while
    /// somebody reads anew: `#[mizan(cache(stale = 30))]`.
    const STALE: u32 = 0;

    #[doc(hidden)]
    fn scope(&self) -> Scope;

    /// The normal form of a parameter as JSON; `None` if the value has none, or does not fit.
    #[doc(hidden)]
    fn normalize(parameter: &str, written: WrittenValue<'_>) -> Option<String> {
        let _ = (parameter, written);
        None
    }

    #[doc(hidden)]
    fn describe(types: &mut Types) -> mizan_ir::Context;
}

/// A name that `affects` takes: a context, or a function that reads one.
///
/// `#[derive(mizan::Context)]` and `#[mizan::client(context = …)]` implement it.
///
/// ```
/// #[derive(mizan::Context)]
/// pub struct Cart;
///
/// #[mizan::client(context = Cart)]
/// fn cart_size() -> usize {
///     2
/// }
///
/// #[mizan::client(affects = cart_size)]
/// fn add_to_cart(article: i64) {}
/// # fn main() {}
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is neither a context nor a function that reads one",
    label = "a mutation cannot affect this",
    note = "`affects` names a `#[derive(mizan::Context)]` struct, or a function with `#[mizan::client(context = …)]`"
)]
pub trait Affected {
    #[doc(hidden)]
    const TARGET: Target;
}

/// The built-in context without parameters, which the client reads once at the root of every page.
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

/// A target of `affects` or `merge`.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    pub(crate) kind: TargetKind,
    pub(crate) name: &'static str,
    pub(crate) context: &'static str,
    pub(crate) parameters: &'static [&'static str],
    /// `true` if the instances of the context can be subscribed.
    pub(crate) is_live: bool,
    /// The seconds for which a cache may answer with what it has from before a change.
    #[cfg_attr(not(feature = "cache"), expect(dead_code))]
    pub(crate) stale: u32,
    /// `true` where `affects` names the instances itself: `affects = User { user_id: who.id }`.
    /// Otherwise the arguments of the mutation name them.
    pub(crate) is_explicit: bool,
    /// `true` if all names are ASCII letters, digits and underscores, so that they need no escapes
    /// in JSON and in a header.
    pub(crate) is_ascii_word: bool,
    /// The normal form of a parameter of the context.
    pub(crate) normalize: fn(&str, WrittenValue<'_>) -> Option<String>,
    /// Describes the context for the model.
    pub(crate) describe: fn(&mut Types) -> mizan_ir::Context,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TargetKind {
    Context,
    Function,
}

impl Target {
    /// Every read of a context.
    pub const fn context<C: Context>() -> Self {
        Self {
            kind: TargetKind::Context,
            name: C::NAME,
            context: C::NAME,
            parameters: C::PARAMETERS,
            is_live: C::IS_LIVE,
            stale: C::STALE,
            is_explicit: false,
            is_ascii_word: are_ascii_words(C::NAME, C::PARAMETERS),
            normalize: C::normalize,
            describe: C::describe,
        }
    }

    /// One read of a context.
    pub const fn function<C: Context>(name: &'static str) -> Self {
        Self::context::<C>().named(TargetKind::Function, name)
    }

    /// The same target with an explicit scope.
    pub const fn explicit(self) -> Self {
        Self { is_explicit: true, ..self }
    }

    /// The context of the target.
    pub const fn whole(self) -> Self {
        self.named(TargetKind::Context, self.context)
    }

    /// Another target in the same context.
    pub(crate) const fn named(self, kind: TargetKind, name: &'static str) -> Self {
        Self { kind, name, is_ascii_word: are_ascii_words(name, self.parameters), ..self }
    }

    /// The parameters of a scope that apply to this target, which has that position among the
    /// targets of its function.
    pub(crate) fn narrow<'scope>(
        &self,
        position: usize,
        scope: &'scope Scope,
    ) -> impl Iterator<Item = (&'static str, &'scope str)> + Clone + use<'scope> {
        let Self { is_explicit, parameters, .. } = *self;
        scope.parameters(move |name, target| match is_explicit {
            true => target == Some(position),
            false => target.is_none() && parameters.contains(&name),
        })
    }
}

const fn are_ascii_words(name: &str, parameters: &[&str]) -> bool {
    let mut are = is_ascii_word(name.as_bytes());
    let mut parameter = 0;
    while parameter < parameters.len() {
        are = are && is_ascii_word(parameters[parameter].as_bytes());
        parameter += 1;
    }
    are
}

const fn is_ascii_word(name: &[u8]) -> bool {
    let mut at = 0;
    while at < name.len() && (name[at].is_ascii_alphanumeric() || name[at] == b'_') {
        at += 1;
    }
    at == name.len()
}

/// `true` if an argument of that name scopes one of the targets.
///
/// The macro calls it in a constant, so that an argument which scopes nothing is never serialised.
pub const fn scopes(targets: &[Target], argument: &str) -> bool {
    let mut target = 0;
    while target < targets.len() {
        let Target { parameters, is_explicit, .. } = targets[target];
        let mut parameter = 0;
        while !is_explicit && parameter < parameters.len() {
            if same(parameters[parameter].as_bytes(), argument.as_bytes()) {
                return true;
            }
            parameter += 1;
        }
        target += 1;
    }
    false
}

/// `==` of slices, which a constant cannot call.
const fn same(left: &[u8], right: &[u8]) -> bool {
    if left.len() != right.len() {
        return false;
    }
    let mut index = 0;
    while index < left.len() {
        if left[index] != right[index] {
            return false;
        }
        index += 1;
    }
    true
}
