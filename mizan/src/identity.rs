//! Who is asking.

use std::any::{Any, TypeId, type_name};
use std::borrow::Cow;
use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::sync::Arc;

use futures_util::FutureExt;

use crate::{Error, Request};

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

/// Finds out who is asking, in the application's own type.
///
/// A function that borrows that type is only run for somebody; one that borrows an `Option` of it
/// is run for anybody. Several may identify the same type: they are asked in their order,
/// tokens first and a session's cookie last, and the first that knows somebody is believed.
///
/// ```standalone_crate
/// #[derive(mizan::Identity)]
/// struct Me {
///     #[mizan(id)]
///     name: String,
/// }
///
/// struct Tokens;
///
/// impl mizan::Identify for Tokens {
///     type Identity = Me;
///
///     async fn identify(&self, request: &mizan::Request) -> Result<Option<Me>, mizan::Error> {
///         match request.headers().get("authorization").map(|token| token.as_bytes()) {
///             None => Ok(None),
///             Some(b"Bearer ada") => Ok(Some(Me { name: "Ada".to_owned() })),
///             Some(_) => Err(mizan::Error::unauthorized("This token is not valid.")),
///         }
///     }
/// }
///
/// #[mizan::client]
/// fn greet(me: &Me) -> String {
///     format!("Hello {}", me.name)
/// }
///
/// # fn main() -> Result<(), mizan::WiringErrors> {
/// let api = mizan::Server::builder().identify(Tokens).build()?;
/// # Ok(()) }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not find out who is asking",
    label = "no `mizan::Identify`",
    note = "implement it: `async fn identify(&self, request: &mizan::Request) -> Result<Option<Me>, mizan::Error>`"
)]
pub trait Identify: Send + Sync + 'static {
    /// Somebody, as the application knows them.
    type Identity: Identity;

    /// Tells who sent a request; `None` if nobody is signed in.
    ///
    /// # Errors
    ///
    /// [`Error::unauthorized`] where a token is presented that is not valid: nobody else is asked
    /// then, and the request is refused.
    fn identify(
        &self,
        request: &Request,
    ) -> impl Future<Output = Result<Option<Self::Identity>, Error>> + Send;

    /// Who is asked first.
    #[doc(hidden)]
    fn rank(&self) -> Rank {
        Rank::Own
    }
}

/// The order in which several identifiers of one type are asked; of one rank, as they were named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rank {
    /// `X-Mizan-Token`.
    Mwt,
    /// `Authorization: Bearer`.
    Jwt,
    /// An identifier of the application's own.
    Own,
    /// A session's cookie.
    Session,
}

/// Somebody who was found out at run time.
pub(crate) type Somebody = Arc<dyn Identity>;

type Identified<'a> = Pin<Box<dyn Future<Output = Result<Option<Somebody>, Error>> + Send + 'a>>;

/// [`Identify`] without its type.
trait Source: Send + Sync {
    fn rank(&self) -> Rank;

    fn identify<'a>(&'a self, request: &'a Request) -> Identified<'a>;
}

impl<I: Identify> Source for I {
    fn rank(&self) -> Rank {
        Identify::rank(self)
    }

    fn identify<'a>(&'a self, request: &'a Request) -> Identified<'a> {
        Box::pin(async move {
            let identity = Identify::identify(self, request).await?;
            Ok(identity.map(|identity| Arc::new(identity) as Somebody))
        })
    }
}

/// A type of identities, and those who know them.
pub(crate) struct Kind {
    pub(crate) id: TypeId,
    pub(crate) type_name: &'static str,
    sources: Vec<Arc<dyn Source>>,
}

impl Kind {
    pub(crate) fn of<I: Identify>(source: Arc<I>) -> Self {
        Self {
            id: TypeId::of::<I::Identity>(),
            type_name: type_name::<I::Identity>(),
            sources: vec![source],
        }
    }

    /// Adds those who know the same type.
    pub(crate) fn join(&mut self, other: Self) {
        self.sources.extend(other.sources);
        self.sources.sort_by_key(|source| source.rank());
    }

    /// Whether a session's cookie tells who is asking.
    pub(crate) fn has_sessions(&self) -> bool {
        self.sources.iter().any(|source| source.rank() == Rank::Session)
    }

    /// Asks one after the other.
    pub(crate) async fn find(&self, request: &Request) -> Result<Option<Somebody>, Error> {
        for source in &self.sources {
            let asked = AssertUnwindSafe(async { source.identify(request).await }).catch_unwind();
            let answer = asked.await.unwrap_or_else(|_| Err(Error::internal("it panicked")));
            if let Some(identity) = answer? {
                return Ok(Some(identity));
            }
        }
        Ok(None)
    }
}
