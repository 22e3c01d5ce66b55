//! The identity of a caller: the trait of the application's type, and the identities of a request.

use std::any::{Any, TypeId};
use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use crate::Request;

/// The application's own type of a caller, which functions borrow.
///
/// The derive needs `#[mizan(id)]` on the field that tells one caller from another; the field may
/// have any type that implements `Display`. `#[mizan(staff)]` and `#[mizan(superuser)]` mark the
/// `bool` fields that `auth = staff` and `auth = superuser` check. An application without a type of
/// its own can use [`mizan::auth::User`](crate::auth::User).
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
    /// The id that tells one caller from another. It is the same at each request.
    fn id(&self) -> Cow<'_, str>;

    /// Everything that functions may see of the caller, as one text: callers of equal texts share the
    /// bundles of a live context, which are then read once for all of them. `None`, the default: nobody
    /// shares. The derive writes the JSON of all fields, if each of them has one.
    fn audience(&self) -> Option<String> {
        None
    }

    /// `true` if `auth = staff` accepts the caller. The default is `false`.
    fn is_staff(&self) -> bool {
        false
    }

    /// `true` if `auth = superuser` accepts the caller. The default is `false`.
    fn is_superuser(&self) -> bool {
        false
    }
}

/// Tells in a constant if a type is an identity: the compiler takes the inherent constant of
/// [`IdentityProbe`] for an identity, and otherwise that of [`NoIdentity`].
pub struct IdentityProbe<T: ?Sized>(PhantomData<T>);

impl<T: Identity + ?Sized> IdentityProbe<T> {
    /// The type is an identity.
    pub const IS_IDENTITY: bool = true;
}

/// The constant of a type that is no identity.
pub trait NoIdentity {
    /// The type is no identity.
    const IS_IDENTITY: bool = false;
}

impl<T: ?Sized> NoIdentity for IdentityProbe<T> {}

/// Compiles if `T` is an identity.
pub const fn demand_identity<T: Identity>() {}

/// The text of an id.
pub fn text_of<T: fmt::Display>(id: &T) -> Cow<'_, str> {
    Cow::Owned(id.to_string())
}

/// The texts of all fields as one; `None` if a field has none.
pub fn join_audience<const FIELDS: usize>(texts: [Option<String>; FIELDS]) -> Option<String> {
    texts.into_iter().collect::<Option<Vec<_>>>().map(|texts| texts.join(","))
}

/// An identity of any type.
pub(crate) type AnyIdentity = Arc<dyn Identity>;

/// The identities that the application itself has named for a port, by their types. They are part of the
/// head of each request over it.
#[derive(Clone, Default)]
pub(crate) struct NamedIdentities(Vec<(TypeId, AnyIdentity)>);

impl NamedIdentities {
    /// Names an identity, in place of an earlier one of its type.
    #[cfg(feature = "port")]
    pub(crate) fn add<I: Identity>(&mut self, identity: I) {
        let id = TypeId::of::<I>();
        self.0.retain(|(other, _)| *other != id);
        self.0.push((id, Arc::new(identity)));
    }

    /// The types of the identities.
    #[cfg(feature = "port")]
    pub(crate) fn types(&self) -> impl Iterator<Item = TypeId> {
        self.0.iter().map(|(id, _)| *id)
    }

    /// The identity of a type that is named for the port of a request.
    pub(crate) fn find(request: &Request, id: TypeId) -> Option<AnyIdentity> {
        let Self(named) = request.extensions().get()?;
        named.iter().find(|(other, _)| *other == id).map(|(_, identity)| Arc::clone(identity))
    }
}

/// The identities of a caller, one for each type that the functions of a request need; `None` for
/// a type of which no identity was found.
#[derive(Clone, Default)]
pub(crate) struct Identities(Option<Arc<[Option<AnyIdentity>]>>);

impl Identities {
    pub(crate) fn new(found: Vec<Option<AnyIdentity>>) -> Self {
        // Most requests need no identity, and then nothing is allocated.
        Self((!found.is_empty()).then(|| found.into()))
    }

    /// The identities that were found.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &AnyIdentity> {
        self.0.iter().flat_map(|found| found.iter()).flatten()
    }

    /// The ids of the identities at these positions as one text; empty if there is none.
    pub(crate) fn caller(&self, positions: &[usize]) -> String {
        let mut caller = String::new();
        for position in positions {
            if let Some(identity) = self.get(*position) {
                let id = identity.id();
                caller.push_str(&format!("{position}:{}:{id};", id.len()));
            }
        }
        caller
    }

    /// The identity of the type at that position.
    pub(crate) fn get(&self, position: usize) -> Option<&AnyIdentity> {
        self.0.as_ref()?[position].as_ref()
    }
}
