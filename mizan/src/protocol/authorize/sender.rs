//! The check of the sender of a request, before anything of the request is looked at: its token has to
//! be valid, and another site may only read.

use std::pin::Pin;

use http::header::{AUTHORIZATION, HOST};
use http::{HeaderValue, Method};

use super::csrf::{has_csrf_token, refuse_cross_site};
use crate::auth::MIZAN_TOKEN;
use crate::auth::identify::{IdentityProviders, Precedence};
use crate::declared::exchange::Exchange;
use crate::declared::identity::AnyIdentity;
use crate::protocol::head::{Head, SenderHeaders, Site};
use crate::server::origin::Origin;
use crate::server::state::Server;
use crate::timeout::within;
use crate::unlogged::print_first;
use crate::{Code, Error, Request};

type Check<'a> = Pin<Box<dyn Future<Output = Result<(), Error>> + Send + 'a>>;

impl Server {
    /// The check of the sender; `None` if the headers show that there is nothing to check.
    pub(crate) fn check_sender<'a>(
        &'a self,
        exchange: &'a Exchange,
        sender: SenderHeaders<'a>,
    ) -> Option<Check<'a>> {
        let request = &exchange.request;
        let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
        let is_foreign = !is_read && sender.is_foreign(request, self.trusted_origins());
        (is_foreign || sender.has_token())
            .then(|| -> Check<'a> { Box::pin(self.examine(exchange, sender, is_foreign)) })
    }

    /// Checks the sender of a request that opens a socket: whoever is asking, a page of another site may
    /// not open one, because it could read what comes over it.
    pub(crate) async fn check_upgrade(&self, exchange: &Exchange) -> Result<(), Error> {
        let request = &exchange.request;
        let sender = Head::read(request.headers()).sender;
        if sender.is_foreign(request, self.trusted_origins()) {
            return Err(refuse_cross_site());
        }
        self.check_token(exchange, &sender).await.map(drop)
    }

    /// Checks the tokens with which the application opens a port.
    #[cfg(feature = "port")]
    pub(crate) async fn check_tokens(&self, exchange: &Exchange) -> Result<(), Error> {
        let sender = Head::read(exchange.request.headers()).sender;
        let is_identified = self.check_token(exchange, &sender).await?;
        match sender.has_token() && !is_identified {
            true => self.check_own_token(exchange).await,
            false => Ok(()),
        }
    }

    async fn examine(
        &self,
        exchange: &Exchange,
        sender: SenderHeaders<'_>,
        is_foreign: bool,
    ) -> Result<(), Error> {
        let is_identified = self.check_token(exchange, &sender).await?;
        if !is_identified && sender.has_token() {
            self.check_own_token(exchange).await?;
        }
        if !is_foreign
            || is_identified
            || has_csrf_token(exchange).await?
            || self.is_identified_by_token_alone(exchange, &sender).await?
        {
            return Ok(());
        }
        Err(refuse_cross_site())
    }

    /// `true` if a token identifies the caller to a provider. Each token is looked at: a valid one
    /// never hides an invalid one.
    ///
    /// # Errors
    ///
    /// [`Error::unauthorized`] if a token is present and no provider accepts it.
    async fn check_token(
        &self,
        exchange: &Exchange,
        sender: &SenderHeaders<'_>,
    ) -> Result<bool, Error> {
        let mut is_identified = false;
        for kind in sender.token_kinds()? {
            is_identified |= self.check_token_of(kind, exchange).await?;
        }
        Ok(is_identified)
    }

    async fn check_token_of(&self, kind: Precedence, exchange: &Exchange) -> Result<bool, Error> {
        let (mut refusal, mut is_identified) = (None, false);
        for providers in self.identities() {
            match providers.find_by(kind, &exchange.request).await {
                Ok(None) => {}
                Ok(Some(identity)) => {
                    is_identified = true;
                    remember(exchange, providers, identity).await;
                }
                Err(error) => {
                    log_failure(providers, &exchange.request, &error);
                    refusal = Some(error);
                }
            }
        }
        match refusal {
            Some(refusal) if !is_identified => Err(refusal),
            None if kind == Precedence::Mwt && !is_identified && !self.has_own_providers() => {
                Err(Error::unauthorized("This server takes no `X-Mizan-Token`. Leave it out."))
            }
            _ => Ok(is_identified),
        }
    }

    /// Asks the providers of the application about a token that no other provider has accepted.
    ///
    /// # Errors
    ///
    /// [`Error::unauthorized`] if one of them refuses it. Another failure is told to the functions that
    /// need the identity.
    async fn check_own_token(&self, exchange: &Exchange) -> Result<(), Error> {
        for providers in self.identities().iter().filter(|it| it.has(Precedence::Application)) {
            let found = Box::pin(providers.find_by(Precedence::Application, &exchange.request));
            match within(self.limits().time, found).await {
                Some(Ok(Some(identity))) => remember(exchange, providers, identity).await,
                Some(Err(error)) if error.code() == Code::Unauthorized => return Err(error),
                _ => {}
            }
        }
        Ok(())
    }

    fn has_own_providers(&self) -> bool {
        self.identities().iter().any(|it| it.has(Precedence::Application))
    }

    /// `true` if a provider of the application identifies the caller by a token and nothing else. The
    /// page of another site cannot add a token; everything else of a request it may have caused.
    ///
    /// # Errors
    ///
    /// [`Error::unauthorized`] if a provider refuses the token.
    async fn is_identified_by_token_alone(
        &self,
        exchange: &Exchange,
        sender: &SenderHeaders<'_>,
    ) -> Result<bool, Error> {
        if !sender.has_token() {
            return Ok(false);
        }
        let request = sender.tokens_of(&exchange.request);
        for providers in self.identities() {
            let found = Box::pin(providers.find_by(Precedence::Application, &request));
            match within(self.limits().time, found).await {
                Some(Ok(Some(_))) => return Ok(true),
                Some(Err(error)) if error.code() == Code::Unauthorized => return Err(error),
                // A provider may need what was taken from the request, and fail without.
                _ => {}
            }
        }
        Ok(false)
    }
}

/// Keeps an identity, so that no provider is asked for it again.
async fn remember(exchange: &Exchange, providers: &IdentityProviders, identity: AnyIdentity) {
    exchange.identities().await.push((providers.id, Some(identity)));
}

/// Logs that a provider failed, which is no refusal of the caller.
pub(super) fn log_failure(providers: &IdentityProviders, request: &Request, error: &Error) {
    if error.code() == Code::Internal {
        let (identity, request) = (providers.type_name, request.id());
        tracing::error!(identity, request, %error, "failed");
        print_first(format_args!("`{identity}` was not found, request {request}: {error}"));
    }
}

impl SenderHeaders<'_> {
    /// `true` if a page of another site may have caused the request.
    fn is_foreign(&self, request: &Request, trusted: &[Origin]) -> bool {
        if self.origin.is_repeated {
            return true;
        }
        let origin = self.origin.value.map(|value| Origin::parse(value.to_str().ok()?));
        if let Some(Some(origin)) = &origin
            && trusted.contains(origin)
        {
            return false;
        }
        match (self.site, origin) {
            (Site::Other, _) => true,
            // The browser compared the addresses that it sees itself. `Host` may be another one behind
            // a proxy.
            (Site::SameOrigin, _) | (Site::User, None) => false,
            (Site::Absent, None) => self.has_cookie,
            (Site::User | Site::Absent, Some(origin)) => {
                !origin.is_some_and(|origin| host(request).is_some_and(|host| origin.is_at(host)))
            }
        }
    }

    fn has_token(&self) -> bool {
        self.mizan_token.value.is_some() || self.has_bearer()
    }

    fn has_bearer(&self) -> bool {
        self.authorization.value.is_some_and(is_bearer)
    }

    /// The kinds of providers that read the tokens, in the order of the protocol.
    fn token_kinds(&self) -> Result<impl Iterator<Item = Precedence> + use<>, Error> {
        if self.mizan_token.is_repeated || self.authorization.is_repeated {
            return Err(Error::unauthorized("There are two tokens of a kind. Send one."));
        }
        let mwt = self.mizan_token.value.map(|_| Precedence::Mwt);
        let jwt = self.has_bearer().then_some(Precedence::Jwt);
        Ok(mwt.into_iter().chain(jwt))
    }

    /// The request with its tokens, and without everything else that could identify its sender.
    fn tokens_of(&self, request: &Request) -> Request {
        let (mut parts, ()) = http::Request::new(()).into_parts();
        parts.method = request.method().clone();
        parts.uri = request.uri().clone();
        let bearer = self.authorization.value.filter(|value| is_bearer(value));
        if let Some(token) = bearer {
            parts.headers.insert(AUTHORIZATION, token.clone());
        }
        if let Some(token) = self.mizan_token.value {
            parts.headers.insert(MIZAN_TOKEN, token.clone());
        }
        Request::new(parts, 0)
    }
}

fn is_bearer(value: &HeaderValue) -> bool {
    let scheme = value.as_bytes().get(..6);
    scheme.is_some_and(|scheme| scheme.eq_ignore_ascii_case(b"bearer"))
        && value.as_bytes().get(6).is_none_or(u8::is_ascii_whitespace)
}

/// The host that the request names: HTTP/2 has it in the address, HTTP/1 in a header.
fn host(request: &Request) -> Option<&str> {
    if let Some(authority) = request.whole_uri().authority() {
        return Some(authority.as_str());
    }
    let mut hosts = request.headers().get_all(HOST).iter();
    let host = hosts.next()?.to_str().ok()?;
    hosts.next().is_none().then_some(host)
}
