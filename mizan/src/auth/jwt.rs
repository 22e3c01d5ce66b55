//! The identity provider for `Authorization: Bearer` (JWT), with refresh tokens.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http::header::AUTHORIZATION;
use mizan_ir::hash::leaf;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::identify::{Identify, Precedence};
use super::refresh_tokens::{AnyRefreshTokenStore, MemoryStore, RefreshTokenStore, Rotation};
use super::token::{
    AUDIENCE, Content, KIND, Signer, describe, identify, invalid, is_for, may_be_for, new_name,
};
use crate::declared::model::definitions::Types;
use crate::declared::types::Plain;
use crate::{Error, Identity, Request, Type};

/// An identity provider for `Authorization: Bearer` with a token of HS256 and this secret. The
/// claims are the fields of the identity; `exp` is required.
///
/// It also issues tokens: the function that checks a password borrows it, and so does the function
/// that refreshes a pair.
///
/// ```standalone_crate
/// use mizan::Error;
/// use mizan::auth::{Jwt, TokenPair};
///
/// #[derive(serde::Serialize, serde::Deserialize, mizan::Identity)]
/// struct Me {
///     #[mizan(id)]
///     id: i64,
/// }
///
/// #[mizan::client]
/// async fn jwt_obtain(tokens: &Jwt<Me>, password: String) -> Result<TokenPair, Error> {
///     if password != "open sesame" {
///         return Err(Error::unauthorized("This is not the password."));
///     }
///     tokens.obtain(&Me { id: 5 }).await
/// }
///
/// #[mizan::client]
/// async fn jwt_refresh(tokens: &Jwt<Me>, refresh: String) -> Result<TokenPair, Error> {
///     tokens.refresh(&refresh, reload).await
/// }
///
/// /// The user as the database knows it now; `None` if there is no such user any more.
/// async fn reload(id: String) -> Result<Option<Me>, Error> {
///     Ok(Some(Me { id: id.parse()? }))
/// }
///
/// #[mizan::client]
/// fn my_number(me: &Me) -> i64 {
///     me.id
/// }
///
/// # fn main() -> Result<(), mizan::WiringErrors> {
/// # let secret = [7; 32];
/// let api = mizan::Server::builder().identify(mizan::auth::jwt::<Me>(secret)).build()?;
/// # Ok(()) }
/// ```
///
/// The generated client sends the tokens, and refreshes an expired pair once for all waiting
/// requests:
///
/// ```ts
/// import { MizanTokens, createMizan } from "./api";
///
/// const anonymous = createMizan();
/// const tokens = new MizanTokens({
///   renew: (refresh) => anonymous.jwtRefresh({ refresh }),
///   onEnd: () => api.$startSession(),
/// });
/// export const api = createMizan({ transport: tokens.transport() });
///
/// export async function signIn(password: string) {
///   tokens.keep(await anonymous.jwtObtain({ password }));
///   api.$startSession();
/// }
/// ```
///
/// # Panics
///
/// If the secret has fewer than 32 bytes.
pub fn jwt<I: Identity + DeserializeOwned>(secret: impl AsRef<[u8]>) -> Jwt<I> {
    Jwt {
        signer: Arc::new(Signer::new(secret.as_ref())),
        audience: "mizan.jwt".into(),
        accepts_unmarked: false,
        refresh_tokens: Arc::new(MemoryStore::default()),
        access_lifetime: Duration::from_secs(15 * 60),
        refresh_lifetime: Duration::from_secs(14 * 24 * 60 * 60),
        family_lifetime: Duration::from_secs(90 * 24 * 60 * 60),
        grace: Duration::from_secs(10),
        identity: PhantomData,
    }
}

/// The identity provider that [`jwt`] returns. It verifies tokens and issues them; a clone is
/// cheap.
pub struct Jwt<I> {
    signer: Arc<Signer>,
    refresh_tokens: Arc<dyn AnyRefreshTokenStore>,
    access_lifetime: Duration,
    refresh_lifetime: Duration,
    family_lifetime: Duration,
    grace: Duration,
    audience: Arc<str>,
    accepts_unmarked: bool,
    identity: PhantomData<fn() -> I>,
}

/// An access token, and a refresh token that is good for one next pair. Functions return it: see
/// [`jwt`].
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenPair {
    /// The token for `Authorization: Bearer`.
    pub access: String,
    /// The token for [`Jwt::refresh`].
    pub refresh: String,
}

/// The claims that only a refresh token has, beside the id of its user.
const FAMILY: &str = "mizan.family";
const SERIAL: &str = "mizan.serial";
/// The end of the family in seconds since 1970.
const END: &str = "mizan.end";

/// The claim `typ` of the two tokens.
const ACCESS: &str = "access";
const REFRESH: &str = "refresh";

impl<I> Jwt<I> {
    /// Sets the lifetime of access tokens. The default is a quarter of an hour.
    #[must_use]
    pub fn access_lifetime(mut self, lifetime: Duration) -> Self {
        self.access_lifetime = lifetime;
        self
    }

    /// Sets the lifetime of refresh tokens: the time after which a user who was away has to sign in
    /// again. The default is two weeks.
    #[must_use]
    pub fn refresh_lifetime(mut self, lifetime: Duration) -> Self {
        self.refresh_lifetime = lifetime;
        self
    }

    /// Sets the lifetime of a sign-in: the time after which a user has to sign in again, however often
    /// the tokens were refreshed. The default is 90 days.
    #[must_use]
    pub fn family_lifetime(mut self, lifetime: Duration) -> Self {
        self.family_lifetime = lifetime;
        self
    }

    /// Sets the time in which a refresh token that was used already brings the same pair again, because
    /// the answer was lost or two pages refreshed at once. The default is 10 seconds.
    #[must_use]
    pub fn grace(mut self, grace: Duration) -> Self {
        self.grace = grace;
        self
    }

    /// Sets the claim `aud` of the tokens, by which the tokens of different services with one secret are
    /// told apart. A token with another `aud`, or without one, is refused. The default is `mizan.jwt`.
    #[must_use]
    pub fn audience(mut self, audience: impl Into<Arc<str>>) -> Self {
        self.audience = audience.into();
        self
    }

    /// Accepts access tokens that another issuer signs with the same secret, and that lack `typ`, `aud`
    /// or both. A claim that is present still has to be right.
    ///
    /// Without it a token has to say `"typ": "access"` and the [`audience`](Self::audience), as those of
    /// [`obtain`](Self::obtain) do. Nothing else tells an access token from another one that the secret
    /// signs, such as the token in a link that confirms an address: whoever gets that by mail could sign
    /// in with it.
    ///
    /// ```
    /// # #[derive(serde::Serialize, serde::Deserialize, mizan::Identity)]
    /// # struct Me {
    /// #     #[mizan(id)]
    /// #     sub: String,
    /// # }
    /// # let secret = [7; 32];
    /// let tokens = mizan::auth::jwt::<Me>(secret).audience("authenticated").accept_unmarked();
    /// ```
    #[must_use]
    pub fn accept_unmarked(mut self) -> Self {
        self.accepts_unmarked = true;
        self
    }

    /// Sets the store of refresh tokens. The default is the memory of this process, which a restart
    /// forgets and other processes do not see.
    #[must_use]
    pub fn refresh_tokens(mut self, store: impl RefreshTokenStore) -> Self {
        self.refresh_tokens = Arc::new(store);
        self
    }
}

impl<I: Identity + Serialize + DeserializeOwned> Jwt<I> {
    /// Issues a pair of tokens for a user who has signed in.
    ///
    /// # Errors
    ///
    /// An internal error if the identity is no struct with named fields, or the error of the store.
    pub async fn obtain(&self, identity: &I) -> Result<TokenPair, Error> {
        let family = Family { name: new_name(), end: SystemTime::now() + self.family_lifetime };
        let valid = Rotation { serial: new_name(), at: SystemTime::now() };
        let pair = self.sign(identity, &family, &valid)?;
        let (user, life) = (identity.id(), self.family_lifetime);
        self.refresh_tokens.insert(&family.name, &user, &valid.serial, life).await?;
        Ok(pair)
    }

    /// Issues the next pair for a refresh token. `reload` gets the id of the user and returns the
    /// identity as it is now, or `None` if the user may not sign in any more, which revokes the token.
    ///
    /// A refresh token can be used once. The same pair is issued again for some seconds, because the
    /// answer may have been lost. A later use means that the token was copied, and revokes all tokens of
    /// the same sign-in.
    ///
    /// # Errors
    ///
    /// [`Error::unauthorized`] if the token is not valid or was used before, or the user is gone; and
    /// the error of `reload` or of the store, after which the token is still good.
    pub async fn refresh<F, R>(&self, token: &str, reload: F) -> Result<TokenPair, Error>
    where
        F: FnOnce(String) -> R,
        R: Future<Output = Result<Option<I>, Error>>,
    {
        let Refresh { user, family, serial } = self.read_refresh(token)?;
        let Some(identity) = reload(user).await? else {
            self.refresh_tokens.revoke(&family.name).await?;
            return Err(invalid());
        };
        let next = new_name();
        let valid = self.refresh_tokens.rotate(&family.name, &serial, &next, self.grace).await?;
        self.sign(&identity, &family, &valid.ok_or_else(invalid)?)
    }

    /// Revokes a refresh token and all later ones of the same sign-in, when a user signs out.
    ///
    /// # Errors
    ///
    /// [`Error::unauthorized`] if the token is not valid.
    pub async fn revoke(&self, token: &str) -> Result<(), Error> {
        let family = self.read_refresh(token)?.family;
        self.refresh_tokens.revoke(&family.name).await
    }

    /// Revokes all refresh tokens of a user, by the id of the identity: on every device the user has
    /// to sign in again. An access token stays valid for the rest of its lifetime.
    ///
    /// # Errors
    ///
    /// The error of the store.
    pub async fn revoke_all(&self, id: impl fmt::Display) -> Result<(), Error> {
        self.refresh_tokens.revoke_all(&id.to_string()).await
    }

    /// Signs the pair of a serial. The same serial, time and identity give the same pair.
    fn sign(&self, identity: &I, family: &Family, valid: &Rotation) -> Result<TokenPair, Error> {
        let mut content = describe(identity)?;
        content.insert(AUDIENCE.to_owned(), (*self.audience).into());
        content.insert(KIND.to_owned(), ACCESS.into());
        let access = self.signer.sign(&content, valid.at, self.access_lifetime)?;
        let end = family.end.duration_since(UNIX_EPOCH)?.as_secs();
        let content: Content = [
            ("sub", identity.id().into()),
            (AUDIENCE, (*self.audience).into()),
            (KIND, REFRESH.into()),
            (FAMILY, family.name.as_str().into()),
            (SERIAL, valid.serial.as_str().into()),
            (END, end.into()),
        ]
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect();
        let rest = family.end.duration_since(valid.at).unwrap_or_default();
        let refresh = self.signer.sign(&content, valid.at, self.refresh_lifetime.min(rest))?;
        Ok(TokenPair { access, refresh })
    }

    fn read_refresh(&self, token: &str) -> Result<Refresh, Error> {
        let mut content = self.signer.verify(token)?;
        if !is_for(&content, REFRESH, &self.audience) {
            return Err(invalid());
        }
        let end = content.get(END).and_then(Value::as_u64).ok_or_else(invalid)?;
        let mut take = |name| match content.remove(name) {
            Some(Value::String(text)) => Ok(text),
            _ => Err(invalid()),
        };
        let end = UNIX_EPOCH + Duration::from_secs(end);
        let (user, serial) = (take("sub")?, take(SERIAL)?);
        let refresh = Refresh { user, family: Family { name: take(FAMILY)?, end }, serial };
        if end <= SystemTime::now() { Err(invalid()) } else { Ok(refresh) }
    }
}

/// The chain of the tokens of one sign-in.
struct Family {
    name: String,
    end: SystemTime,
}

/// The content of a refresh token.
struct Refresh {
    user: String,
    family: Family,
    serial: String,
}

impl<I: Identity + DeserializeOwned> Identify for Jwt<I> {
    type Identity = I;

    async fn identify(&self, request: &Request) -> Result<Option<I>, Error> {
        let Some(authorization) = request.headers().get(AUTHORIZATION) else { return Ok(None) };
        let authorization = authorization.to_str().map_err(|_| invalid())?;
        let (scheme, token) = authorization.split_once(' ').unwrap_or((authorization, ""));
        if !scheme.eq_ignore_ascii_case("bearer") {
            return Ok(None);
        }
        let content = self.signer.verify(token.trim())?;
        if is_for(&content, ACCESS, &self.audience) {
            return identify(content).map(Some);
        }
        match (may_be_for(&content, ACCESS, &self.audience), self.accepts_unmarked) {
            (true, true) => identify(content).map(Some),
            (true, false) => {
                tracing::warn!("a signed token lacks `typ` or `aud`; see `Jwt::accept_unmarked`");
                Err(invalid())
            }
            (false, _) => Err(invalid()),
        }
    }

    fn precedence(&self) -> Precedence {
        Precedence::Jwt
    }

    fn key_check(&self) -> Option<Vec<u8>> {
        Some(self.signer.key_check())
    }
}

impl<I> Clone for Jwt<I> {
    fn clone(&self) -> Self {
        let Self { signer, refresh_tokens, audience, .. } = self;
        Self {
            signer: Arc::clone(signer),
            refresh_tokens: Arc::clone(refresh_tokens),
            audience: Arc::clone(audience),
            ..*self
        }
    }
}

impl<I> fmt::Debug for Jwt<I> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Jwt")
    }
}

impl fmt::Debug for TokenPair {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("TokenPair")
    }
}

impl Type for TokenPair {
    const HASH: u64 = leaf(TOKEN_PAIR);

    fn describe(types: &mut Types) -> mizan_ir::Type {
        types.external(TOKEN_PAIR, Vec::new())
    }
}

impl Plain for TokenPair {}

/// The path of [`TokenPair`] in the model.
const TOKEN_PAIR: &str = "mizan::auth::TokenPair";
