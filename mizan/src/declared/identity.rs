//! Who is asking.

use std::any::Any;
use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

/// Somebody, as the application knows them: a type of its own, which functions borrow.
///
/// Derive it: `#[mizan(id)]` marks the field that tells one from another, of any type that has a
/// text; `#[mizan(staff)]` and `#[mizan(superuser)]` mark those that `auth = staff` and
/// `auth = superuser` look at. Whoever needs no type of their own takes
/// [`mizan::auth::User`](crate::auth::User).
///
/// ```
/// #[derive(mizan::Identity)]
/// struct Me {
///     #[mizan(id)]
///     id: i64,
///     #[mizan(staff)]
///     is_staff: bool,
/// }
///
/// use mizan::Identity;
/// let me = Me { id: 5, is_staff: true };
/// assert_eq!((me.id().as_ref(), me.is_staff(), me.is_superuser()), ("5", true, false));
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not tell who is asking",
    label = "no `mizan::Identity`",
    note = "derive it, and mark the id: `#[derive(mizan::Identity)] struct Me {{ #[mizan(id)] id: i64 }}`"
)]
pub trait Identity: Any + Send + Sync {
    /// What tells one from another; the same at each request.
    fn id(&self) -> Cow<'_, str>;

    /// Whether `auth = staff` lets them in.
    fn is_staff(&self) -> bool {
        false
    }

    /// Whether `auth = superuser` lets them in.
    fn is_superuser(&self) -> bool {
        false
    }
}

/// Tells whether a type is an identity: the compiler takes the constant of [`IdentityProbe`] where
/// it is, and that of [`NoIdentity`] where it is not.
pub struct IdentityProbe<T>(PhantomData<T>);

impl<T: Identity> IdentityProbe<T> {
    /// It is.
    pub const IS_IDENTITY: bool = true;
}

/// A type that is no identity.
pub trait NoIdentity {
    /// It is not.
    const IS_IDENTITY: bool = false;
}

impl<T> NoIdentity for IdentityProbe<T> {}

/// Compiles for an identity.
pub const fn demand_identity<T: Identity>() {}

/// The id that a field holds.
pub fn text_of<T: fmt::Display>(id: &T) -> Cow<'_, str> {
    Cow::Owned(id.to_string())
}

/// An identity of any type.
pub(crate) type AnyIdentity = Arc<dyn Identity>;
