//! The providers of identities: each finds out who is asking, in a type of the application.

use std::any::{TypeId, type_name};
use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::sync::Arc;

use futures_util::FutureExt;

use crate::declared::identity::AnyIdentity;
use crate::{Error, Identity, Request};

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
    fn precedence(&self) -> Precedence {
        Precedence::Own
    }
}

/// The order in which several identifiers of one type are asked; of one precedence, as they were named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Precedence {
    /// `X-Mizan-Token`.
    Mwt,
    /// `Authorization: Bearer`.
    Jwt,
    /// An identifier of the application's own.
    Own,
    /// A session's cookie.
    Session,
}

type Identified<'a> = Pin<Box<dyn Future<Output = Result<Option<AnyIdentity>, Error>> + Send + 'a>>;

/// [`Identify`] without its type.
trait AnyProvider: Send + Sync {
    fn precedence(&self) -> Precedence;

    fn identify<'a>(&'a self, request: &'a Request) -> Identified<'a>;
}

impl<I: Identify> AnyProvider for I {
    fn precedence(&self) -> Precedence {
        Identify::precedence(self)
    }

    fn identify<'a>(&'a self, request: &'a Request) -> Identified<'a> {
        Box::pin(async move {
            let identity = Identify::identify(self, request).await?;
            Ok(identity.map(|identity| Arc::new(identity) as AnyIdentity))
        })
    }
}

/// A type of identities, and those who know them.
pub(crate) struct IdentityProviders {
    pub(crate) id: TypeId,
    pub(crate) type_name: &'static str,
    providers: Vec<Arc<dyn AnyProvider>>,
}

impl IdentityProviders {
    pub(crate) fn of<I: Identify>(provider: Arc<I>) -> Self {
        Self {
            id: TypeId::of::<I::Identity>(),
            type_name: type_name::<I::Identity>(),
            providers: vec![provider],
        }
    }

    /// Adds those who know the same type.
    pub(crate) fn join(&mut self, other: Self) {
        self.providers.extend(other.providers);
        self.providers.sort_by_key(|provider| provider.precedence());
    }

    /// Whether a session's cookie tells who is asking.
    pub(crate) fn has_sessions(&self) -> bool {
        self.providers.iter().any(|provider| provider.precedence() == Precedence::Session)
    }

    /// Asks one after the other.
    pub(crate) async fn find(&self, request: &Request) -> Result<Option<AnyIdentity>, Error> {
        for provider in &self.providers {
            let asked = AssertUnwindSafe(async { provider.identify(request).await }).catch_unwind();
            let answer = asked.await.unwrap_or_else(|_| Err(Error::internal("it panicked")));
            if let Some(identity) = answer? {
                return Ok(Some(identity));
            }
        }
        Ok(None)
    }
}
