//! Identity providers: each finds the identity of a caller in a request.

use std::any::{TypeId, type_name};
use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::sync::Arc;

use futures_util::FutureExt;

use crate::declared::identity::AnyIdentity;
use crate::{Error, Identity, Request};

/// An identity provider: it finds the identity of a caller in a request, as the application's own
/// type.
///
/// A function that borrows `&Me` runs only for callers with an identity; a function that borrows
/// `Option<&Me>` runs for everyone. Several providers may have the same identity type: they are
/// asked in order, tokens first, then the application's own, and session cookies last, until one
/// finds an identity.
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
    /// The identity type.
    type Identity: Identity;

    /// The identity of the sender of a request; `None` if the request carries none.
    ///
    /// # Errors
    ///
    /// [`Error::unauthorized`] if the request carries a token that is not valid. The request is
    /// then refused, and no other provider is asked.
    fn identify(
        &self,
        request: &Request,
    ) -> impl Future<Output = Result<Option<Self::Identity>, Error>> + Send;

    /// The place in the order of the providers of one type.
    #[doc(hidden)]
    fn precedence(&self) -> Precedence {
        Precedence::Application
    }

    /// A text that is the same for the same secret; `None` if the provider has no secret.
    #[doc(hidden)]
    fn key_check(&self) -> Option<Vec<u8>> {
        None
    }
}

/// The order in which the providers of one type are asked. Providers of one precedence are asked in
/// the order of the builder's calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Precedence {
    /// `X-Mizan-Token`.
    Mwt,
    /// `Authorization: Bearer`.
    Jwt,
    /// A provider of the application.
    Application,
    /// A session cookie.
    Session,
}

type Identified<'a> = Pin<Box<dyn Future<Output = Result<Option<AnyIdentity>, Error>> + Send + 'a>>;

/// [`Identify`] as a trait object.
trait AnyProvider: Send + Sync {
    fn precedence(&self) -> Precedence;

    fn key_check(&self) -> Option<Vec<u8>>;

    fn identify<'a>(&'a self, request: &'a Request) -> Identified<'a>;
}

impl<I: Identify> AnyProvider for I {
    fn precedence(&self) -> Precedence {
        Identify::precedence(self)
    }

    fn key_check(&self) -> Option<Vec<u8>> {
        Identify::key_check(self)
    }

    fn identify<'a>(&'a self, request: &'a Request) -> Identified<'a> {
        Box::pin(async move {
            let identity = Identify::identify(self, request).await?;
            Ok(identity.map(|identity| Arc::new(identity) as AnyIdentity))
        })
    }
}

/// An identity type, and the providers that find it.
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

    /// Adds the providers of `other`, which has the same identity type.
    pub(crate) fn join(&mut self, other: Self) {
        self.providers.extend(other.providers);
        self.providers.sort_by_key(|provider| provider.precedence());
    }

    /// `true` if there is a provider of that precedence.
    pub(crate) fn has(&self, precedence: Precedence) -> bool {
        self.providers.iter().any(|provider| provider.precedence() == precedence)
    }

    /// The secrets of the providers of one precedence, as texts that only tell if two are the same.
    pub(crate) fn key_checks(&self, precedence: Precedence) -> impl Iterator<Item = Vec<u8>> {
        let providers = self.providers.iter().filter(move |it| it.precedence() == precedence);
        providers.filter_map(|provider| provider.key_check())
    }

    /// Asks one provider after the other until one finds an identity.
    pub(crate) async fn find(&self, request: &Request) -> Result<Option<AnyIdentity>, Error> {
        self.ask(request, |_| true).await
    }

    /// Asks the providers of one precedence.
    pub(crate) async fn find_by(
        &self,
        precedence: Precedence,
        request: &Request,
    ) -> Result<Option<AnyIdentity>, Error> {
        self.ask(request, |other| other == precedence).await
    }

    async fn ask(
        &self,
        request: &Request,
        is_meant: impl Fn(Precedence) -> bool,
    ) -> Result<Option<AnyIdentity>, Error> {
        for provider in &self.providers {
            if !is_meant(provider.precedence()) {
                continue;
            }
            let asked = AssertUnwindSafe(async { provider.identify(request).await }).catch_unwind();
            let answer = asked.await.unwrap_or_else(|_| Err(Error::internal("it panicked")));
            if let Some(identity) = answer? {
                return Ok(Some(identity));
            }
        }
        Ok(None)
    }
}
